"""What every page of the Django admin shares."""

from django.contrib import admin
from django.shortcuts import get_object_or_404

from influencers import history

admin.site.site_header = "Handpick curation"
admin.site.site_title = "Handpick curation"
admin.site.index_title = "Curate the catalogue"


class CurationAdmin(admin.ModelAdmin):
    """A page whose history shows before and after, and can be undone."""

    object_history_template = "admin/influencers/object_history.html"
    show_full_result_count = False
    list_per_page = 50

    def history_view(self, request, object_id, extra_context=None):
        record = get_object_or_404(self.get_queryset(request), pk=object_id)
        changes = history.of_record(record, request.GET.get("before"))
        context = {"changes": changes, "next": request.path, **(extra_context or {})}
        return super().history_view(request, object_id, context)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A log to look at."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
