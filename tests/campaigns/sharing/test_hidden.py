"""What a link hides is in none of its answers: not in the page, not in downloads, not in errors."""

import re
from copy import deepcopy
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from campaigns.brief import brief_of
from campaigns.candidate_edits import assign
from campaigns.choices import SharedField as Field
from campaigns.client_urls import urlpatterns
from campaigns.models import ClientComment, ClientDecision, Exclusion
from campaigns.outreach import note_reply
from campaigns.sharing.answers import reply
from campaigns.sharing.cells import SHAREABLE
from campaigns.shortlist import note, scores_now
from influencers import curation
from influencers.models import CurrencyRate, Profile
from influencers.sources.wishes import SIGNED_IN_ONLY
from influencers.templatetags.figures import percent
from scoring.core.authenticity_words import authenticity_words
from scoring.core.freshness_words import share_words
from scoring.models import ProfileScore
from scoring.run import score_all
from tests.campaigns.catalogue import make_scored, niche
from tests.campaigns.sharing.everything import everything
from tests.factories import (
    make_avatar,
    make_campaign,
    make_candidate,
    make_fee,
    make_import,
    make_link,
    make_member,
    make_profile,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(shared_rows):
    """A campaign with something to find in every corner, and {field: texts by which it would be found}."""
    owner = make_user(username="ownermark", first_name="Oda", last_name="Ownermark")
    campaign = make_campaign(
        owner, {niche("cooking"): 5}, name="Campaignmark", notes="briefmark", words=["recipe", "wordmark"],
        competitors=["Rivalmark"], avoid_words=["avoidmark"], budget=77551, currency="SEK",
        min_followers=15017, max_followers=99017, brand_names=["Brandmark"], codes=["CODEMARK"],
    )  # fmt: skip
    CurrencyRate.objects.create(currency="SEK", usd=Decimal(1), as_of="2026-11-01")
    profiles = make_scored(12, score=False)
    mine = profiles[3]
    _make_known(mine)
    score_all(timezone.now())
    mine = Profile.objects.get(pk=mine.pk)
    stage = campaign.stages.first()
    stage.name = "Stagemark"
    stage.save()
    candidate = make_candidate(campaign, mine, currency="SEK", fee_quoted=91377, fee_agreed=82663)
    now = timezone.now()
    assign(campaign, [candidate.pk], owner, owner, now)
    note(candidate, "notemark", owner, now)
    note_reply(candidate, "interested", "mailreplymark", owner, now)
    Exclusion.objects.create(campaign=campaign, profile=make_profile(handle="outmark"), reason="whymark")
    _others(campaign, now)
    return SimpleNamespace(
        owner=owner, campaign=campaign, candidate=candidate, fields=_marks(campaign, mine, now)
    )


@pytest.fixture
def world(made):
    """The same for one test."""
    return deepcopy(made)


def _make_known(profile: Profile) -> None:
    record = make_import([profile], name="filemark.csv")
    profile.influencer.name, profile.influencer.notes = "Personmark", "creatornotemark"
    profile.influencer.save()
    profile.influencer.tags.add(make_tag("tagmark"))
    known = {
        "handle": "handlemark", "display_name": "Namemark", "url": "https://urlmark.example/handlemark",
        "followers": 43839, "country": "NZ", "language": "sv", "bio": "biomark recipe",
        "contact": "contact@mailmark.example", "import_file": record,
    }  # fmt: skip
    Profile.objects.filter(pk=profile.pk).update(**known)
    profile.posts.filter(pk=profile.posts.first().pk).update(caption="captionmark #ad recipe", paid_flag=True)
    make_fee(profile, "43279.00", note="feenotemark")
    make_avatar(profile, digest="feedfacecafe0123", image=b"IMAGEMARK")


def _others(campaign, now) -> None:
    """What belongs to others: creators that the link does not show, other links, other campaigns."""
    make_candidate(campaign, make_profile(handle="otherstagemark"), stage=campaign.stages.last())
    make_candidate(campaign, make_profile(handle="removedmark"), removed_at=now)
    blocked = make_candidate(campaign, make_profile(handle="blockedmark"))
    curation.block([blocked.profile.influencer], "blockreasonmark")
    make_candidate(campaign, make_profile(handle="signedinmark", labels=[SIGNED_IN_ONLY]))
    Exclusion.objects.create(
        campaign=campaign, profile=make_profile(handle="excludedmark"), reason="exclusionmark"
    )
    make_member(campaign, make_user(username="membermark", email="member@addressmark.example"))
    make_candidate(make_campaign(name="Elsewheremark"))
    link, _ = make_link(campaign, name="Otherlinkmark", title="Othertitlemark")
    said = {"link": link, "candidate": campaign.candidates.first(), "by_name": "Otherclientmark"}
    ClientDecision.objects.create(verdict="decline", reason="reasonmark", **said)
    ClientComment.objects.create(text="commentmark", **said)


NEVER = (
    "Ownermark", "Campaignmark", "briefmark", "wordmark", "Rivalmark", "avoidmark", "77551", "77,551",
    "15017",
    "15,017", "99017", "99,017", "Brandmark", "CODEMARK", "notemark", "filemark", "tagmark", "biomark",
    "mailmark", "captionmark", "43279", "43,279", "otherstagemark", "removedmark", "blockedmark",
    "blockreasonmark", "signedinmark", "excludedmark", "exclusionmark", "membermark", "addressmark",
    "Elsewheremark", "Otherlinkmark", "Othertitlemark", "Otherclientmark", "reasonmark", "commentmark",
    "Linknamemark", "outmark", "mailreplymark", "whymark",
)  # fmt: skip


def _marks(campaign, p: Profile, now) -> dict[str, tuple[str, ...]]:
    parts = ProfileScore.objects.get(profile=p).parts
    result = scores_now(brief_of(campaign), [p], now)[0][p.pk]
    signals = authenticity_words(parts["authenticity"])[0]
    return {
        Field.HANDLE: ("handlemark", "urlmark"),
        Field.NAME: ("Namemark",),
        Field.PICTURE: ("feedfacecafe0123", "IMAGEMARK"),
        Field.FOLLOWERS: ("43839", "43,839", "43.8K"),
        Field.ENGAGEMENT: (percent(p.engagement_rate), percent(p.er_low), f"{p.engagement_rate:.5f}"[:6]),
        Field.NICHE: ("Cooking",),
        Field.COUNTRY: ("New Zealand",),
        Field.LANGUAGE: ("Swedish",),
        Field.SCORE: (str(round(result.score, 1)),),
        Field.REASONS: ("posted in", "Consistency"),
        Field.AUTHENTICITY: (signals[1:],),
        Field.SPONSORED: (share_words(parts["freshness"])[1:],),
        Field.CPE: (f"SEK {parts['cost']['cpe']:,.2f}", str(round(parts["cost"]["cpe"], 4))),
        Field.FEE_QUOTED: ("91,377", "91377"),
        Field.FEE_AGREED: ("82,663", "82663"),
        Field.STAGE: ("Stagemark",),
    }


def answers(world, shown) -> dict[str, bytes]:
    link, token = make_link(world.campaign, shown, name="Linknamemark", may_export=True)
    reply(link, world.candidate, "Yes, in May", world.owner, timezone.now())
    return everything(link, token, world.candidate, timezone.now())


def told(found: dict[str, bytes], marks) -> dict[str, list[str]]:
    """{what was asked: marks in its answer}, of those with any."""
    hits = {what: [mark for mark in marks if _stands(mark, body)] for what, body in found.items()}
    return {what: marks for what, marks in hits.items() if marks}


def _stands(mark: str, body: bytes) -> bool:
    """A whole number stands by itself: a moment in a workbook is a fraction, which holds any digits now and
    then."""
    text = re.escape(mark.lower().encode())
    return bool(re.search(rb"(?<![\d.])%s(?!\d)" % text if mark.isdigit() else text, body.lower()))


def test_every_field_is_looked_for_and_every_address_is_asked(world):
    assert set(world.fields) == set(Field) == set(SHAREABLE)
    found = answers(world, Field.values)
    assert {what.split()[0] for what in found} == {pattern.name for pattern in urlpatterns}


def test_what_is_shown_is_told_in_page_and_downloads(world):
    """Each mark is really found where it may be, so that not finding it elsewhere says something."""
    found = answers(world, Field.values)
    everywhere = b"\n".join(found.values())
    for field, marks in world.fields.items():
        assert marks[0].encode() in everywhere, field  # the others are how else it might be written
    assert b"Yes, in May" in found["client_page first"]
    for what in ("client_page first", "client_export csv", "client_export xlsx", "client_data"):
        for field, marks in world.fields.items():
            if field != Field.PICTURE:
                assert any(mark.encode() in found[what] for mark in marks), (what, field)
    assert b"feedfacecafe0123" in found["client_page first"]
    assert b"IMAGEMARK" in found["client_picture"]


@pytest.mark.parametrize("hidden", Field.values)
def test_a_hidden_field_is_in_no_answer_while_all_others_are_shown(world, hidden):
    found = answers(world, [field for field in Field.values if field != hidden])
    assert told(found, world.fields[hidden]) == {}
    assert told(found, NEVER) == {}


@pytest.mark.parametrize("shown", Field.values)
def test_a_field_shown_alone_brings_no_other(world, shown):
    found = answers(world, [shown])
    hidden = [mark for field, marks in world.fields.items() if field != shown for mark in marks]
    assert told(found, hidden) == {}
    assert told(found, NEVER) == {}


def test_a_link_that_ended_or_asks_for_a_password_tells_nothing(world, client):
    every = [mark for marks in world.fields.values() for mark in marks]
    link, token = make_link(world.campaign, name="Linknamemark", password="pass-word-1", title="Titlemark")
    found = everything(link, token, world.candidate, timezone.now())
    assert told(found, [*every, *NEVER, "Titlemark"]) == {}
