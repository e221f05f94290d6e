"""Addresses of scoring."""

from django.urls import path

from scoring.views import endorsements

urlpatterns = [
    path("endorsements/<int:profile_id>/", endorsements.creator_endorsements, name="creator_endorsements"),
]
