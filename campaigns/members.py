"""Who works on a campaign. It always keeps an owner who can sign in; where an admin shut the last one out, an
editor may take it over."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q

from accounts.roles import ADMIN, roles_of
from campaigns.candidate_edits import record
from campaigns.choices import Role
from campaigns.models import Campaign, CampaignMember


class NotDone(Exception):
    """A change of members that is refused; the message says why and what to do."""


def add_member(campaign: Campaign, name: str, role: Role, by) -> CampaignMember:
    """The membership of the person with this user name or email address. Raises NotDone."""
    person = _person(name, by)
    member, new = CampaignMember.objects.get_or_create(
        campaign=campaign, user=person, defaults={"role": role, "added_by": by}
    )
    if not new:
        raise NotDone(f"{person} is a member already. Change the role in the list instead.")
    return member


def _person(name: str, by):
    """Whoever has this user name or email address. Raises NotDone where nobody or more than one has."""
    people = get_user_model().objects.all()
    found = people.filter(username=name)[:1] or people.filter(
        Q(username__iexact=name) | Q(email__iexact=name)
    ).order_by("-is_active", "pk")
    active = [person for person in found if person.is_active]
    if len(active) > 1:
        raise NotDone(f"More than one person here goes by “{name}”. Give the user name, letter by letter.")
    if active:
        return active[0]
    if found:
        raise NotDone(f"{found[0]} can no longer sign in here. Ask an admin to let them in again first.")
    if ADMIN in roles_of(by):
        how = "invite them under People, then add them here"
    else:
        how = "ask an admin to invite them, then add them here"
    raise NotDone(f"Nobody here is called “{name}”. Check the spelling, or {how}.")


@transaction.atomic
def change_role(campaign: Campaign, member_id: int, role: Role) -> CampaignMember:
    """The membership with its new role. Raises NotDone where the last owner would be lost."""
    member = _locked(campaign, member_id)
    if role != Role.OWNER:
        _keep_an_owner(campaign, member)
    member.role = role
    member.save(update_fields=["role"])
    return member


@transaction.atomic
def remove_member(campaign: Campaign, member_id: int, by=None) -> tuple[CampaignMember, int]:
    """(the membership that ended, how many candidates it looked after); those are free now, and the history
    tells so. Raises NotDone where the last owner would be lost."""
    member = _locked(campaign, member_id)
    _keep_an_owner(campaign, member)
    theirs = campaign.candidates.filter(assignee=member.user_id).select_related("profile").defer("frozen")
    rows = list(theirs.select_for_update(of=("self",), no_key=True).order_by("pk"))
    campaign.candidates.filter(pk__in=[row.pk for row in rows]).update(assignee=None)
    record(rows, {row.pk: {"assignee": [member.user_id, None]} for row in rows}, by)
    member.delete()
    return member, sum(row.removed_at is None for row in rows)


@transaction.atomic
def take_over(campaign: Campaign, user) -> CampaignMember:
    """The membership of an editor who is owner now. Raises NotDone where an owner is still there."""
    member = _locked(campaign, campaign.memberships.get(user=user).pk)
    if not is_orphaned(campaign):
        raise NotDone("This campaign has an owner. Ask them to make you one too.")
    member.role = Role.OWNER
    member.save(update_fields=["role"])
    return member


def is_orphaned(campaign: Campaign) -> bool:
    """Whether none of its owners can sign in any more."""
    return not _owners(campaign).exists()


def way_back(campaign: Campaign) -> str:
    """What helps a campaign of which no owner can sign in any more, in words; "" where one can."""
    if is_orphaned(campaign):
        able = campaign.memberships.filter(role=Role.EDITOR, user__is_active=True).select_related("user")
        if editors := [str(member.user) for member in able]:
            return f"{_either(editors)} can take it over on its overview page."
        barred = campaign.memberships.filter(role__gte=Role.EDITOR).select_related("user")
        names = [str(member.user) for member in barred]
        if names:
            return f"Only viewers are left. Ask an admin to let {_either(names)} in again, under People."
        return "Only viewers are left. Duplicate it to go on with a copy of your own."
    return ""


def _either(names: list[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def looked_after_by_nobody(campaign: Campaign) -> list:
    """People who can no longer sign in and still look after candidates, each with `n_candidates`."""
    theirs = campaign.candidates.listed().filter(assignee__is_active=False).order_by()
    counts = dict(theirs.values_list("assignee").annotate(Count("pk")))
    people = list(get_user_model().objects.filter(pk__in=counts).order_by("pk")) if counts else []
    for person in people:
        person.n_candidates = counts[person.pk]
    return people


def _owners(campaign: Campaign):
    return campaign.memberships.filter(role=Role.OWNER, user__is_active=True)


def _locked(campaign: Campaign, member_id: int) -> CampaignMember:
    # The campaign's row is the lock: two owners who leave at the same moment come one after the other.
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    member = campaign.memberships.select_related("user").filter(pk=member_id).first()
    if member is None:
        raise NotDone("This person is no member any more.")
    return member


def _keep_an_owner(campaign: Campaign, member: CampaignMember) -> None:
    if not member.user.is_active:
        return
    if member.role == Role.OWNER and not _owners(campaign).exclude(pk=member.pk).exists():
        raise NotDone("A campaign needs an owner who can sign in. Make somebody else an owner first.")
