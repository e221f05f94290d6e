"""Addresses of scoring."""

from django.urls import path

from scoring.views import compare, endorsements, insights, runs, signals, similar, words, worth

urlpatterns = [
    path("compare/", compare.compare_creators, name="compare"),
    path("creators/<int:pk>/similar/", similar.similar, name="similar"),
    path("creators/<int:pk>/similar/card/", similar.similar_card, name="similar_card"),
    path("endorsements/<int:profile_id>/", endorsements.creator_endorsements, name="creator_endorsements"),
    path("insights/", insights.insights, name="insights"),
    path("scores/runs/", runs.score_runs, name="score_runs"),
    path("scores/runs/start/", runs.score_start, name="score_start"),
    path("scores/runs/moves/", runs.score_moves, name="score_moves"),
    path("scores/runs/<int:pk>/", runs.score_run, name="score_run"),
    path("scores/runs/<int:pk>.json", runs.score_run_file, name="score_run_file"),
    path("scores/words/", words.score_words, name="score_words"),
    path("scores/words/add/", words.score_words_add, name="score_words_add"),
    path("scores/words/<int:pk>/undo/", words.score_words_undo, name="score_words_undo"),
    path("signals/<int:profile_id>/", signals.creator_signals, name="creator_signals"),
    path("signals/<int:profile_id>/replies/", signals.creator_replies, name="creator_replies"),
    path("worth/<int:profile_id>/", worth.creator_worth, name="creator_worth"),
]
