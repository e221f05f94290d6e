"""Every address of Handpick."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("influencers.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
