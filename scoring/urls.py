"""Addresses of scoring."""

from django.urls import path

from scoring.views import signals

urlpatterns = [
    path("signals/<int:profile_id>/", signals.creator_signals, name="creator_signals"),
    path("signals/<int:profile_id>/replies/", signals.creator_replies, name="creator_replies"),
]
