"""Accounts: set words right, choose niches, add one by hand."""

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.utils import timezone

from influencers import curation
from influencers.admin.profile_form import MEASURED, ORIGIN, ProfileForm, rate
from influencers.admin.site import CurationAdmin
from influencers.choices import Basis, Source
from influencers.models import Profile, ProfileNiche
from influencers.templatetags.figures import compact, percent


class CuratedNiches(BaseInlineFormSet):
    """Each niche once, on the basis "curated"."""

    def clean(self):
        super().clean()
        chosen = [
            form.cleaned_data["niche"]
            for form in self.forms
            if form.cleaned_data.get("niche") and not form.cleaned_data.get("DELETE")
        ]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError("Choose each niche only once.")

    def save_new(self, form, commit=True):
        form.instance.basis = Basis.CURATED
        return super().save_new(form, commit)


class CuratedNicheInline(admin.TabularInline):
    """Niches that a person chose: they win over what is measured or reported."""

    model = ProfileNiche
    formset = CuratedNiches
    verbose_name = "niche chosen by hand"
    verbose_name_plural = "niches chosen by hand (they win over measured ones)"
    fields = ("niche", "weight")
    autocomplete_fields = ("niche",)
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).filter(basis=Basis.CURATED).select_related("niche")


class FoundNicheInline(admin.TabularInline):
    """What the posts or a file say, with the evidence."""

    model = ProfileNiche
    verbose_name_plural = "niches found in posts and files (to look at)"
    fields = readonly_fields = ("niche", "basis", "share", "evidence_words")
    can_delete = False
    extra = 0

    def get_queryset(self, request):
        rows = super().get_queryset(request).exclude(basis=Basis.CURATED)
        return rows.select_related("niche").order_by("-weight")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="Share")
    def share(self, row):
        return percent(row.weight, 0)

    @admin.display(description="Evidence")
    def evidence_words(self, row):
        words, posts = row.evidence.get("words", []), row.evidence.get("posts", [])
        told = ", ".join(str(word) for word in words[:12]) or "no words noted"
        return f"{told} ({len(posts)} posts)" if posts else told


@admin.register(Profile)
class ProfileAdmin(CurationAdmin):
    """One account on one platform."""

    form = ProfileForm
    list_display = (
        "handle",
        "platform",
        "display_name",
        "size",
        rate,
        "primary_niche",
        "source",
        "fetched_at",
    )
    list_select_related = ("primary_niche",)
    list_filter = (
        "platform",
        "source",
        "refresh_status",
        ("primary_niche", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("handle", "display_name", "influencer__name")
    search_help_text = "Handle or name"
    ordering = ("-pk",)
    autocomplete_fields = ("influencer",)
    inlines = (CuratedNicheInline, FoundNicheInline)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("influencer", "platform", "handle", "followers", *ProfileForm.Meta.fields)
        return ("influencer", ("platform", "handle"), MEASURED, ORIGIN, *ProfileForm.Meta.fields, "kept")

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("influencer", "platform", "handle", *MEASURED, *ORIGIN)

    def has_delete_permission(self, request, obj=None):
        """Never: its posts and history would go. Block the creator instead."""
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            obj.source, obj.fetched_at = Source.CURATOR, timezone.now()
        super().save_model(request, obj, form, change)
        curation.touch([obj.pk])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            curation.show_niches([form.instance.pk])

    @admin.display(description="Followers", ordering="followers")
    def size(self, profile):
        return compact(profile.followers)
