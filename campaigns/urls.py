"""Addresses of campaigns."""

urlpatterns = []
