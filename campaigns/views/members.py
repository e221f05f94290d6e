"""The members of a campaign, changed by its owners; everybody may leave."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from campaigns import members
from campaigns.access import campaign_page, refusal
from campaigns.choices import Role
from campaigns.forms import MemberForm, RoleForm


@require_POST
@campaign_page(Role.OWNER)
def member_add(request, campaign):
    """Takes somebody in."""
    form = MemberForm(request.POST)
    if form.is_valid():
        _try(
            request,
            members.add_member,
            campaign,
            form.cleaned_data["name"],
            form.cleaned_data["role"],
            request.user,
        )
    else:
        messages.error(request, "Nobody was added. Give a user name or email address, and a role.")
    return redirect("campaign", campaign.pk)


@require_POST
@campaign_page(Role.OWNER)
def member_role(request, campaign, member_id):
    """Gives a member another role."""
    get_object_or_404(campaign.memberships, pk=member_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        _try(request, members.change_role, campaign, member_id, form.cleaned_data["role"])
    else:
        messages.error(request, "Nothing was changed. Choose a role.")
    return redirect("campaign", campaign.pk)


@require_POST
@campaign_page(archived_too=True)
def member_remove(request, campaign, member_id):
    """Ends a membership: an owner anybody's, everybody their own."""
    member = get_object_or_404(campaign.memberships, pk=member_id)
    leaving = member.user_id == request.user.pk
    if not leaving and campaign.my_role < Role.OWNER:
        raise PermissionDenied(refusal(campaign, Role.OWNER))
    try:
        member, free = members.remove_member(campaign, member_id, request.user)
    except members.NotDone as problem:
        messages.error(request, str(problem))
        return redirect("campaign", campaign.pk)
    who = "You are" if leaving else f"{member.user} is"
    words = f"{who} no member of {campaign.name} any more."
    if free:
        words += f" {free} creator{'s have' if free > 1 else ' has'} nobody to look after them now."
    messages.success(request, words)
    return redirect("campaigns") if leaving else redirect("campaign", campaign.pk)


@require_POST
@campaign_page(Role.EDITOR, archived_too=True)
def campaign_take_over(request, campaign):
    """Makes an editor the owner of a campaign whose owners can all no longer sign in."""
    _try(request, members.take_over, campaign, request.user)
    return redirect("campaign", campaign.pk)


def _try(request, change, *args) -> None:
    """Makes a change and says what came of it, or why nothing."""
    try:
        member = change(*args)
    except members.NotDone as refusal:
        messages.error(request, str(refusal))
        return
    who = "You are" if member.user_id == request.user.pk else f"{member.user} is"
    messages.success(request, f"{who} {member.get_role_display().lower()} of this campaign.")
