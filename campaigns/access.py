"""Who may do what in a campaign: one decorator in front of every page of one."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect

from campaigns.choices import Role
from campaigns.matches import waiting
from campaigns.members import way_back
from campaigns.models import Campaign

REFUSED = {
    Role.EDITOR: "You may look at this campaign. To change it, ask one of its owners to make you an editor.",
    Role.OWNER: "Only an owner of this campaign may do this. Ask one of its owners.",
}


def refusal(campaign: Campaign, role: Role) -> str:
    """Why a member below `role` is refused, and who can help."""
    if help_needed := way_back(campaign):
        return f"You may only look: no owner of this campaign can sign in any more. {help_needed}"
    return REFUSED[role]


def campaign_page(role: Role = Role.VIEWER, *, archived_too: bool = False):
    """A view decorator: `view(request, campaign, ...)` with `campaign.my_role`, `campaign.may_edit` and
    `campaign.n_offered`.

    Membership alone counts, whatever role or rights a person has elsewhere: an admin who is no member sees
    nothing either. Who is no member gets 404, so that a campaign cannot be found by guessing; a member below
    `role` gets 403. An archived campaign can be read, but changed only where `archived_too` says so.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, campaign_id: int, **parts):
            campaign = Campaign.objects.visible_to(request.user).filter(pk=campaign_id).first()
            if campaign is None:
                raise Http404("There is no such campaign.")
            if campaign.my_role < role:
                raise PermissionDenied(refusal(campaign, role))
            if campaign.is_archived and role > Role.VIEWER and not archived_too:
                messages.warning(request, "This campaign is archived. Take it up again before changing it.")
                return redirect(campaign)
            campaign.n_offered = waiting(campaign)
            campaign.may_edit = campaign.my_role >= Role.EDITOR and not campaign.is_archived
            return view(request, campaign, **parts)

        return guarded

    return decorate
