"""Addresses of the catalogue."""

from django.urls import path

from influencers.views import (
    creator,
    data_health,
    demo,
    discover,
    history,
    importing,
    refresh,
    saved_searches,
    tags,
)

urlpatterns = [
    path("import/", importing.imports, name="imports"),
    path("import/<int:pk>/", importing.import_file, name="import_file"),
    path("import/<int:pk>/start/", importing.import_start, name="import_start"),
    path("import/<int:pk>/progress/", importing.import_progress, name="import_progress"),
    path("import/<int:pk>/rejected.csv", importing.import_rejected, name="import_rejected"),
    path("import/<int:pk>/undo/", importing.import_undo, name="import_undo"),
    path("import/<int:pk>/discard/", importing.import_discard, name="import_discard"),
    path("", discover.discover, name="discover"),
    path("creators.<slug:kind>", discover.discover_export, name="discover_export"),
    path("tags/add/", tags.tag_add, name="tag_add"),
    path("tags/remove/", tags.tag_remove, name="tag_remove"),
    path("searches/", saved_searches.saved_searches, name="saved_searches"),
    path("searches/keep/", saved_searches.search_keep, name="search_keep"),
    path("searches/restore/", saved_searches.search_restore, name="search_restore"),
    path("searches/<int:pk>/", saved_searches.saved_search, name="saved_search"),
    path("searches/<int:pk>/renew/", saved_searches.search_renew, name="search_renew"),
    path("searches/<int:pk>/rename/", saved_searches.search_rename, name="search_rename"),
    path("searches/<int:pk>/delete/", saved_searches.search_delete, name="search_delete"),
    path("demo/remove/", demo.remove_demo, name="remove_demo"),
    path("health/", data_health.data_health, name="data_health"),
    path("creators/<int:pk>/", creator.creator, name="creator"),
    path("creators/<int:pk>/notes/", creator.creator_note, name="creator_note"),
    path("creators/<int:pk>/refresh/", refresh.refresh_now, name="refresh_now"),
    path("creators/<int:pk>/refresh/state/", refresh.refresh_state, name="refresh_state"),
    path("creators/<int:pk>/history/", history.creator_history, name="creator_history"),
    path("changes/<str:cid>/undo/", history.undo_change, name="undo_change"),
]
