"""Creators: search, block, refresh, merge."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Max, Prefetch
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html_join

from influencers import curation, erasure_requests, refresh
from influencers.admin.merging import merge_view
from influencers.admin.profile_form import MEASURED, ORIGIN, ProfileForm
from influencers.admin.site import CurationAdmin
from influencers.models import Influencer, Profile
from influencers.templatetags.figures import compact


class ReasonActionForm(ActionForm):
    """An action, and why."""

    reason = forms.CharField(
        required=False, max_length=300, widget=forms.TextInput(attrs={"placeholder": "Reason, for a block"})
    )


class ProfileInline(admin.StackedInline):
    """Accounts of a creator. New ones are added on the page of accounts, moved by merging."""

    model = Profile
    form = ProfileForm
    extra = 0
    can_delete = False
    show_change_link = True
    fields = (("platform", "handle"), MEASURED, ORIGIN, *ProfileForm.Meta.fields, "kept")
    readonly_fields = ("platform", "handle", *MEASURED, *ORIGIN)

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Influencer)
class InfluencerAdmin(CurationAdmin):
    """The person or brand behind the accounts."""

    list_display = ("name", "accounts", "followers", "niches", "tag_words", "status")
    list_filter = (
        "status",
        "profiles__platform",
        "profiles__source",
        ("profiles__primary_niche", admin.RelatedOnlyFieldListFilter),
        ("tags", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("name", "profiles__handle", "profiles__display_name")
    search_help_text = "Name or handle"
    ordering = ("-pk",)
    fields = ("name", "tags", "notes", "status", "status_reason", "merged_into")
    readonly_fields = ("status", "status_reason", "merged_into")
    autocomplete_fields = ("tags",)
    inlines = (ProfileInline,)
    action_form = ReasonActionForm
    actions = ("block", "unblock", "refresh_now", "merge", "erase")

    def get_queryset(self, request):
        accounts = Profile.objects.select_related("primary_niche").order_by("-followers", "pk")
        return (
            super()
            .get_queryset(request)
            .annotate(most_followers=Max("profiles__followers"))
            .prefetch_related(Prefetch("profiles", accounts), "tags")
        )

    def get_urls(self):
        merge = self.admin_site.admin_view(
            lambda request, first, second: merge_view(self, request, first, second)
        )
        own = path("merge/<int:first>/<int:second>/", merge, name="influencers_influencer_merge")
        return [own, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        """Never: with the creator, posts and histories would go. Block it instead."""
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        curation.touch(profile.pk for formset in formsets for profile, _ in formset.changed_objects)

    @admin.display(description="Accounts")
    def accounts(self, creator):
        words = ((account.handle, account.get_platform_display()) for account in creator.profiles.all())
        return format_html_join(", ", "@{} ({})", words) or "none"

    @admin.display(description="Followers", ordering="most_followers")
    def followers(self, creator):
        return compact(creator.most_followers)

    @admin.display(description="Niches")
    def niches(self, creator):
        names = {str(account.primary_niche) for account in creator.profiles.all() if account.primary_niche}
        return ", ".join(sorted(names)) or "–"

    @admin.display(description="Tags")
    def tag_words(self, creator):
        return ", ".join(tag.name for tag in creator.tags.all()) or "–"

    @admin.action(description="Block: hide from lists and rankings", permissions=["change"])
    def block(self, request, queryset):
        count = curation.block(queryset, request.POST.get("reason", ""))
        self._tell(request, count, "Blocked", "Nothing to block: none of these is active.")

    @admin.action(description="Unblock", permissions=["change"])
    def unblock(self, request, queryset):
        self._tell(request, curation.unblock(queryset), "Unblocked", "None of these is blocked.")

    @admin.action(description="Refresh now", permissions=["change"])
    def refresh_now(self, request, queryset):
        count = sum(bool(refresh.ask_for(creator)) for creator in queryset)
        nothing = "Nothing to refresh: the figures are of this minute, or come from files only."
        self._tell(request, count, "Next in the queue", nothing)

    @admin.action(description="Merge two into one", permissions=["change"])
    def merge(self, request, queryset):
        ids = sorted(queryset.values_list("pk", flat=True)[:3])
        if len(ids) != 2:
            self.message_user(request, "Tick exactly two creators to merge them.", messages.ERROR)
            return None
        return redirect(reverse("admin:influencers_influencer_merge", args=ids))

    @admin.action(description="Erase for good, at the creators' request", permissions=["change"])
    def erase(self, request, queryset):
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: erasure_requests.MOST])
        if len(ids) == 1:
            return redirect("creator_erase", ids[0])
        return redirect(f"{reverse('erase_list')}?creators={','.join(map(str, ids))}")

    def _tell(self, request, count: int, done: str, nothing: str) -> None:
        words = f"{done}: {count} creator{'' if count == 1 else 's'}." if count else nothing
        self.message_user(request, words, messages.SUCCESS if count else messages.WARNING)
