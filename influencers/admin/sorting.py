"""What creators are sorted by: niches, size bands, tags."""

from django.contrib import admin
from django.db.models import Count

from influencers import curation
from influencers.admin.site import CurationAdmin
from influencers.models import Niche, Tag, Tier


@admin.register(Niche)
class NicheAdmin(CurationAdmin):
    """The two-level tree."""

    list_display = ("place", "slug", "accounts")
    ordering = ("parent__slug", "slug")
    list_select_related = ("parent",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "slug", "parent__name")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(account_count=Count("profile_niches__profile", distinct=True))
        )

    def delete_model(self, request, obj):
        curation.remove_niche(obj)

    def delete_queryset(self, request, queryset):
        for niche in queryset:
            curation.remove_niche(niche)

    @admin.display(description="Niche", ordering="name")
    def place(self, niche):
        return f"{niche.parent} › {niche}" if niche.parent else niche.name

    @admin.display(description="Accounts", ordering="account_count")
    def accounts(self, niche):
        return niche.account_count


@admin.register(Tier)
class TierAdmin(CurationAdmin):
    """Size bands by followers."""

    list_display = ("name", "lower", "upper", "platform", "market")
    list_filter = ("platform", "market")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Tag)
class TagAdmin(CurationAdmin):
    """Words of one's own."""

    list_display = ("name", "creators")
    ordering = ("name",)
    search_fields = ("name",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(creator_count=Count("influencers"))

    def delete_model(self, request, obj):
        curation.remove_tag(obj)

    def delete_queryset(self, request, queryset):
        for tag in queryset:
            curation.remove_tag(tag)

    @admin.display(description="Creators", ordering="creator_count")
    def creators(self, tag):
        return tag.creator_count
