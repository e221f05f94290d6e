"""Logs of background work and what people keep: to look at."""

from django.contrib import admin

from influencers.admin.site import ReadOnlyAdmin
from influencers.models import Budget, ImportFile, RefreshRun, SavedSearch


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    """Searches that people share; private ones are their owners' own."""

    list_display = ("name", "owner", "shared", "created_at")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(shared=True)


@admin.register(ImportFile)
class ImportFileAdmin(ReadOnlyAdmin):
    """Lists that were brought in."""

    list_display = ("name", "state", "rows", "created", "updated", "unchanged", "rejected", "created_at")
    list_filter = ("state", "platform")
    search_fields = ("name",)


@admin.register(RefreshRun)
class RefreshRunAdmin(ReadOnlyAdmin):
    """Rounds of refreshes."""

    list_display = (
        "started_at",
        "source",
        "state",
        "claimed",
        "refreshed",
        "gone",
        "failed",
        "calls",
        "message",
    )
    list_filter = ("source", "state")


@admin.register(Budget)
class BudgetAdmin(ReadOnlyAdmin):
    """Calls that a source may make, and made."""

    list_display = ("source", "kind", "used", "limit", "resets_at", "paused_until", "reason")
