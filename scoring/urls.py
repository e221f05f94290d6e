"""Addresses of scoring."""

from django.urls import path

from scoring.views import endorsements, signals, worth

urlpatterns = [
    path("endorsements/<int:profile_id>/", endorsements.creator_endorsements, name="creator_endorsements"),
    path("signals/<int:profile_id>/", signals.creator_signals, name="creator_signals"),
    path("signals/<int:profile_id>/replies/", signals.creator_replies, name="creator_replies"),
    path("worth/<int:profile_id>/", worth.creator_worth, name="creator_worth"),
]
