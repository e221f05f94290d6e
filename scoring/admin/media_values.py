"""What engagement is worth."""

from django.contrib import admin

from influencers.admin.site import CurationAdmin
from scoring.models import MediaValue


@admin.register(MediaValue)
class MediaValueAdmin(CurationAdmin):
    """What one like, comment, share or view would cost as advertising."""

    list_display = ("platform", "what", "usd", "source")
    list_editable = ("usd",)
    list_filter = ("platform",)
    search_fields = ("platform", "what", "source")
