"""Queries of campaigns by name. Who may see what is decided here and nowhere else."""

from django.db import models
from django.db.models import Count, F, FilteredRelation, Q

from campaigns.choices import Role, StageKind, Status


class CampaignQuerySet(models.QuerySet):
    """Campaigns."""

    def visible_to(self, user, role: Role = Role.VIEWER):
        """Campaigns in which `user` has at least `role`, each with `my_role` and `viewer_id`. Membership
        alone counts."""
        return (
            self.alias(mine=FilteredRelation("memberships", condition=Q(memberships__user=user)))
            .filter(mine__role__gte=role)
            .annotate(my_role=F("mine__role"), viewer_id=F("mine__user"))
        )

    def open_to(self, user):
        """Active campaigns that `user` may add creators to."""
        return self.visible_to(user, Role.EDITOR).filter(status=Status.ACTIVE)

    def with_progress(self):
        """Each with n_candidates and n_agreed on its shortlist."""
        on_list = Q(candidates__removed_at__isnull=True)
        return self.annotate(
            n_candidates=Count("candidates", filter=on_list),
            n_agreed=Count("candidates", filter=on_list & Q(candidates__stage__kind=StageKind.AGREED)),
        )


class CandidateQuerySet(models.QuerySet):
    """Candidates."""

    def listed(self):
        """Those on the shortlist, without the removed ones and without creators that lists do not show."""
        return self.filter(removed_at__isnull=True)

    def removed(self):
        """Those taken off the shortlist; they can come back."""
        return self.filter(removed_at__isnull=False)


class BriefTemplateQuerySet(models.QuerySet):
    """Templates of briefs."""

    def usable_by(self, user):
        """Those that `user` may start from: own ones and shared ones."""
        return self.filter(Q(owner=user) | Q(shared=True), removed_at__isnull=True)
