"""Addresses of campaigns."""

from django.urls import path

urlpatterns = []
