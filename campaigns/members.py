"""Who works on a campaign. A campaign always keeps at least one owner."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from campaigns.choices import Role
from campaigns.models import Campaign, CampaignMember


class NotDone(Exception):
    """A change of members that is refused; the message says why and what to do."""


def add_member(campaign: Campaign, name: str, role: Role, by) -> CampaignMember:
    """The membership of the person with this user name or email address. Raises NotDone."""
    people = get_user_model().objects.filter(is_active=True)
    person = (
        people.filter(username=name).first()
        or people.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()
    )
    if person is None:
        raise NotDone(
            f"Nobody here is called “{name}”. Check the spelling, or ask an admin to invite them first."
        )
    member, new = CampaignMember.objects.get_or_create(
        campaign=campaign, user=person, defaults={"role": role, "added_by": by}
    )
    if not new:
        raise NotDone(f"{person} is a member already. Change the role in the list instead.")
    return member


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
def remove_member(campaign: Campaign, member_id: int) -> CampaignMember:
    """The membership that ended; candidates it looked after are free. Raises NotDone where the last owner
    would be lost."""
    member = _locked(campaign, member_id)
    _keep_an_owner(campaign, member)
    campaign.candidates.filter(assignee=member.user_id).update(assignee=None)
    member.delete()
    return member


def _locked(campaign: Campaign, member_id: int) -> CampaignMember:
    # The campaign's row is the lock: two owners who leave at the same moment come one after the other.
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    member = campaign.memberships.select_related("user").filter(pk=member_id).first()
    if member is None:
        raise NotDone("This person is no member any more.")
    return member


def _keep_an_owner(campaign: Campaign, member: CampaignMember) -> None:
    others = campaign.memberships.filter(role=Role.OWNER).exclude(pk=member.pk)
    if member.role == Role.OWNER and not others.exists():
        raise NotDone("A campaign needs an owner. Make somebody else an owner first.")
