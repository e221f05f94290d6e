"""Addresses of the catalogue."""

from django.urls import path

from influencers.views import data_health, refresh

urlpatterns = [
    path("health/", data_health.data_health, name="data_health"),
    path("creators/<int:pk>/refresh/", refresh.refresh_now, name="refresh_now"),
    path("creators/<int:pk>/refresh/state/", refresh.refresh_state, name="refresh_state"),
]
