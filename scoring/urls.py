"""Addresses of scoring."""

from django.urls import path

from scoring.views import endorsements, worth

urlpatterns = [
    path("endorsements/<int:profile_id>/", endorsements.creator_endorsements, name="creator_endorsements"),
    path("worth/<int:profile_id>/", worth.creator_worth, name="creator_worth"),
]
