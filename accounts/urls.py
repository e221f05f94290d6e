"""Addresses of people's own accounts."""

from django.urls import path

urlpatterns = []
