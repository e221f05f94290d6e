"""Addresses of scoring."""

from django.urls import path

from scoring.views import worth

urlpatterns = [
    path("worth/<int:profile_id>/", worth.creator_worth, name="creator_worth"),
]
