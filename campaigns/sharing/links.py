"""Client links: made, opened by their token, changed, revoked, given a new address; and whom they show."""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from campaigns.choices import Chosen
from campaigns.models import Candidate, ShareLink
from influencers.choices import InfluencerStatus
from influencers.pictures.keeping import with_pictures
from influencers.salt import salted
from influencers.sources.wishes import SIGNED_IN_ONLY

TOKEN_BYTES = 32
# Creators that a link shows: a client decides about each by hand.
MOST = 500


def digest_of(token: str) -> str:
    """What is kept of a token. Nobody can guess 32 random bytes, so one round of hashing is enough."""
    return salted(f"client link {token}")


def new_token(link: ShareLink) -> str:
    """A new token for an unsaved or saved link, which keeps its digest alone; the old address ends."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link.token_digest = digest_of(token)
    return token


def address_of(token: str) -> str:
    """The path of the page that a token opens."""
    return reverse("client_page", args=[token])


def open_link(token: str, now: datetime) -> ShareLink | None:
    """The link that a token opens; None where there is none, or it ended or was revoked: nobody who holds a
    wrong token learns which."""
    link = ShareLink.objects.select_related("campaign").filter(token_digest=digest_of(token)).first()
    return link if link and link.works(now) else None


def set_password(link: ShareLink, password: str) -> None:
    """Puts a password on an unsaved link; "" takes it off."""
    link.password = make_password(password) if password else ""


def password_fits(link: ShareLink, password: str) -> bool:
    """Whether a password opens a link that asks for one."""
    return bool(link.password) and check_password(password, link.password)


@transaction.atomic
def revoke(link: ShareLink, by, now: datetime) -> bool:
    """Ends a link at once; False where it was revoked already."""
    row = ShareLink.objects.select_for_update().get(pk=link.pk)
    if row.revoked_at:
        return False
    row.revoked_at, row.revoked_by = now, by
    row.save(update_fields=["revoked_at", "revoked_by"])
    return True


@transaction.atomic
def reopen(link: ShareLink) -> bool:
    """Takes a revocation back: the same address works again. False where it was not revoked."""
    row = ShareLink.objects.select_for_update().get(pk=link.pk)
    if not row.revoked_at:
        return False
    row.revoked_at = row.revoked_by = None
    row.save(update_fields=["revoked_at", "revoked_by"])
    return True


def chosen(link: ShareLink) -> QuerySet[Candidate]:
    """The candidates that were chosen for a link and are on the shortlist.

    With stages, whoever the client decided about stays on the link when the team moves them on: an answer
    that vanishes looks like a mistake.
    """
    rows = link.campaign.candidates.listed()
    if link.chosen == Chosen.PICKED:
        return rows.filter(pk__in=link.picks.values("pk"))
    decided = link.decisions.values("candidate")
    return rows.filter(Q(stage__in=link.stages.values("pk")) | Q(pk__in=decided))


def shown(link: ShareLink) -> QuerySet[Candidate]:
    """The candidates that a client sees, in the order in which they were added: the order of the stages is
    the team's own business.

    Left out are creators whom a curator blocked, and those who asked to be shown only to people who sign in.
    """
    visible = chosen(link).filter(profile__influencer__status=InfluencerStatus.ACTIVE)
    return visible.exclude(profile__labels__contains=[SIGNED_IN_ONLY]).order_by("added_at", "pk")


def with_all(rows: QuerySet[Candidate]) -> list[Candidate]:
    """The first MOST of them with all that cells need, in one query."""
    related = ("stage", "profile__influencer", "profile__primary_niche")
    return list(with_pictures(rows.select_related(*related), "profile__").defer("frozen")[:MOST])


def key_of(link: ShareLink, candidate_id: int) -> str:
    """By which a client's page names a creator: tells no number of ours, and differs from link to link."""
    return salted(f"client link {link.pk} candidate {candidate_id}")[:16]


def find(link: ShareLink, key: str) -> Candidate | None:
    """The creator of a key among those that the link shows now."""
    ids = shown(link).values_list("pk", flat=True)[:MOST]
    pk = next((pk for pk in ids if secrets.compare_digest(key_of(link, pk).encode(), key.encode())), None)
    return None if pk is None else Candidate.objects.select_related("profile").get(pk=pk)
