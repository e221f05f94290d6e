"""What campaigns keep of creators who asked to be erased: how many there were."""

from collections import Counter

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from campaigns.choices import ActionKind
from campaigns.models import (
    BriefTemplate,
    Campaign,
    Candidate,
    ClientComment,
    ClientDecision,
    Comment,
    Deliverable,
    Exclusion,
    Mail,
    MailTemplate,
    Reply,
    ShareLink,
    ShortlistAction,
)
from campaigns.own_brand import FIELDS as OWN_BRAND
from influencers.traces import Erased, scrub, trace


@trace("places in campaigns")
def places(erased: Erased) -> int:
    """Counts them on the campaigns whose shortlist they stood on. Candidates, with notes, moves and
    what clients said, go with the accounts; so do exclusions."""
    rows = Candidate.objects.filter(profile__in=erased.profiles)
    counts = Counter(rows.order_by("pk").values_list("campaign", flat=True))
    for campaign in Campaign.objects.filter(pk__in=counts).order_by("pk").select_for_update():
        campaign.erased += counts[campaign.pk]
        campaign.save(update_fields=["erased"])
    return counts.total()


@trace("deliverables that could be taken back")
def taken_back(erased: Erased) -> int:
    """What undo keeps of their deliverables: notes and links of before."""
    owed = Deliverable.objects.filter(candidate__profile__in=erased.profiles).values_list("pk", flat=True)
    of_them = ShortlistAction.objects.filter(
        kind=ActionKind.DELIVERABLE, data__was__has_any_keys=[str(pk) for pk in owed]
    )
    return of_them.delete()[0]


@trace("words in campaigns")
def words(erased: Erased) -> int:
    """Their names in briefs, in notes about others, and in what is said to clients and by them."""
    lists = ("words", "competitors", "avoid_words", "must_say", "must_not_say", *OWN_BRAND)
    return (
        scrub(Campaign, ("name", "notes", *lists), erased)
        + scrub(BriefTemplate, ("name", "brief"), erased)
        + scrub(Comment, ("text",), erased)
        + scrub(Exclusion, ("reason",), erased)
        + scrub(Deliverable, ("note",), erased)
        # Links of posts name their accounts.
        + scrub(ShortlistAction, ("data",), erased, kind=ActionKind.DELIVERABLE)
        + scrub(Mail, ("subject", "body"), erased)
        + scrub(MailTemplate, ("name", "subject", "body"), erased)
        + scrub(Reply, ("text",), erased)
        + scrub(ShareLink, ("name", "title", "message"), erased)
        + scrub(ClientDecision, ("reason", "by_name"), erased)
        + scrub(ClientComment, ("text", "by_name"), erased)
    )


@trace("exclusions, fees and deliverables in the history of campaigns")
def told(erased: Erased) -> int:
    """The history of who was left out, and why, of exclusions that were taken back too; and what was agreed
    with whom."""
    kinds = ContentType.objects.get_for_models(Exclusion, Candidate, Deliverable).values()
    entries = LogEntry.objects.filter(
        content_type__in=kinds, serialized_data__fields__profile__in=erased.profiles
    )
    return entries.delete()[0]
