"""Addresses of the catalogue."""

from django.urls import path

urlpatterns = []
