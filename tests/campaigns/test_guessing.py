"""Numbers of another campaign, tried inside one's own: they are answered as numbers that nobody has, they
change nothing over there, and nothing of it is told."""

import re
from copy import deepcopy
from itertools import combinations
from types import SimpleNamespace
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.core import serializers
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaigns import models
from campaigns.candidate_edits import assign
from campaigns.choices import Role
from campaigns.outreach import note_reply
from campaigns.sharing.links import key_of
from campaigns.shortlist import note
from campaigns.urls import urlpatterns
from tests.factories import (
    make_campaign,
    make_candidate,
    make_deliverable,
    make_link,
    make_member,
    make_post,
    make_profile,
    make_user,
)

# In everything that the other campaign holds, so that one look at an answer finds any of it.
MARK = "zqx"
# Numbers of the two campaigns lie far above what a page shows otherwise, and nobody has those above NOBODYS.
FIRST, NOBODYS = 7_000_000, 900_000_000
# Parts of an address that name what belongs to one campaign; accounts belong to the catalogue, which
# everybody sees.
OWNED = ("candidate_id", "note_id", "stage_id", "action_id", "member_id", "deliverable_id", "link_id",
         "reply_id", "batch")  # fmt: skip
SHARED = ("campaign_id", "profile_id", "influencer_id", "kind")
# A template of briefs belongs to a person; `test_url_access` asks for somebody else's.
PERSONAL = ("template_id",)
# {address: what its form needs so that the number alone is wrong}
FORMS = {
    "campaign_fees": {"seen": "- - -", "currency": "EUR", "quoted": "5"},
    "campaign_note": {"text": "hello"},
    "campaign_reply": {"kind": "interested"},
    "campaign_stage_edit": {"name": "New", "kind": "agreed", "colour": "green"},
    "campaign_stage_shift": {"to": "down"},
    "campaign_member_role": {"role": "10"},
    "campaign_mail_by_hand": {"subject": "s", "body": "b", "batch": str(uuid4())},
    "deliverable_change": {"note": "mine now"},
    "deliverable_link": {"link": "https://example.com/p/1"},
    "deliverable_figures": {"likes": "1", "counted_on": "2026-01-01"},
    "deliverable_state": {"state": "dropped"},
    "campaign_link_reply": {"text": "hello", "candidate": "mine:candidate_id"},
    "campaign_link_move": {"verdict": "approve", "stage": "mine:stage_id"},
}
READ = {"campaign_candidate", "campaign_link", "campaign_link_edit", "campaign_link_preview"}

THEIRS, MINE = "theirs:", "mine:"
LETTER = {"subject": "s", "body": "b", "seen": "x", "batch": str(uuid4())}
LINK = {"name": "A", "title": "T", "shown": "handle", "last_day": f"{timezone.localdate()}"}
# (method, address, its form or query): values that begin with "theirs:" are numbers of the other campaign.
FIELDS = [
    ("post", "campaign_add", {"campaign": "theirs:campaign_id", "profiles": "mine:profile_id"}),
    ("post", "campaign_move", {"candidates": "theirs:candidate_id", "stage": "mine:stage_id"}),
    ("post", "campaign_move", {"candidates": "theirs:candidate_id", "stage": "removed"}),
    ("post", "campaign_move", {"candidates": "mine:candidate_id", "stage": "theirs:stage_id"}),
    ("post", "campaign_move", {"candidates": "mine:candidate_id", "stage": "mine:stage_id",
                               "before": "theirs:candidate_id"}),
    ("post", "campaign_assign", {"candidates": "theirs:candidate_id", "assignee": "mine:user_id"}),
    ("post", "campaign_assign", {"candidates": "mine:candidate_id", "assignee": "theirs:user_id"}),
    ("post", "campaign_restore", {"candidates": "theirs:removed_id"}),
    ("post", "campaign_compare", {"candidates": "theirs:candidate_id"}),
    ("post", "campaign_stage_delete", {"to": "theirs:stage_id"}),
    ("post", "deliverable_add", {"candidate": "theirs:candidate_id", "number": "1"}),
    ("post", "deliverable_link", {"post": "theirs:post_id"}),
    ("post", "results_judge", {"posts": "theirs:post_id", "verdict": "accept"}),
    ("get", "campaign_write", {"candidate": "theirs:candidate_id"}),
    ("get", "campaign_write", {"candidate": "mine:candidate_id", "template": "theirs:template_id"}),
    ("post", "campaign_write", {"candidate": "theirs:candidate_id", **LETTER}),
    ("post", "campaign_mail_send", {"candidate": "theirs:candidate_id", "send": "theirs:candidate_id",
                                    **LETTER}),
    ("post", "campaign_mail_send", {"candidate": "mine:candidate_id", "send": "mine:candidate_id",
                                    "stage": "theirs:stage_id", **LETTER}),
    ("post", "campaign_link_new", {"chosen": "stages", "stages": "theirs:stage_id", **LINK}),
    ("post", "campaign_link_new", {"chosen": "picked", "picks": "theirs:candidate_id", **LINK}),
    ("post", "campaign_link_edit", {"chosen": "picked", "picks": "theirs:candidate_id", **LINK}),
    ("post", "campaign_link_reply", {"candidate": "theirs:candidate_id", "text": "hello"}),
    ("post", "campaign_link_move", {"stage": "theirs:stage_id", "verdict": "approve"}),
    ("get", "campaign_shortlist", {"stage": "theirs:stage_id"}),
    ("get", "campaign_shortlist", {"assignee": "theirs:user_id"}),
    ("get", "campaign_shortlist", {"view": "board", "stage": "theirs:stage_id"}),
    ("get", "campaign_export", {"stage": "theirs:stage_id"}),
    ("get", "campaign_plan", {"of": "list", "must": "theirs:candidate_id"}),
    ("get", "campaign_changes", {"before": "theirs:change_id"}),
    *[("get", page, {"undo": "theirs:action_id"})
      for page in ("campaign_shortlist", "campaign_ranking", "campaign_plan", "campaign_results",
                   "campaign_outreach", "campaign_candidate", "campaign_stages", "campaign_link")],
    *[("get", page, {"refused": who, "wish": wish})
      for page in ("campaign_shortlist", "campaign_candidate", "campaign_outreach", "campaign_link")
      for who, wish in (("theirs:candidate_id", "stage-removed"),
                        ("mine:candidate_id", "stage-theirs:stage_id"),
                        ("mine:candidate_id", "assignee-theirs:user_id"))],
    ("get", "mail_template_new", {"from": "theirs:template_id"}),
]  # fmt: skip


def addresses() -> list[tuple[str, tuple[str, ...]]]:
    """(address, which of its parts are theirs): each alone beside one's own, and all of them."""
    found = []
    for pattern in urlpatterns:
        owned = [part for part in pattern.pattern.converters if part in OWNED]
        for size in range(1, len(owned) + 1):
            found += [(pattern.name, theirs) for theirs in combinations(owned, size)]
    return found


def number_highly() -> None:
    """New rows of campaigns get numbers that no page shows by accident."""
    tables = [m._meta.db_table for m in vars(models).values() if hasattr(m, "_meta")]
    with connection.cursor() as cursor:
        for table in [*tables, LogEntry._meta.db_table, "accounts_user", "influencers_post"]:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            (sequence,) = cursor.fetchone()
            cursor.execute("SELECT setval(%s, greatest(%s, nextval(%s)))", [sequence, FIRST, sequence])


def make_side(owner, mark: str) -> SimpleNamespace:
    """A campaign of `owner` with one of everything; what people can type in holds `mark`."""
    now = timezone.now()
    campaign = make_campaign(owner, name=f"Campaign {mark}", notes=f"Brief {mark}")
    campaign.stages.filter(kind="agreed").update(name=f"Agreed {mark}")
    stage = campaign.stages.get(kind="agreed")
    # Far outside every size band: the catalogue shows it, a ranking does not.
    profile = make_profile(handle=f"handle.{mark}", display_name=f"Name {mark}", followers=3_000_000)
    candidate = make_candidate(campaign, profile, stage=stage)
    removed = make_candidate(campaign, make_profile(handle=f"gone.{mark}", followers=3_000_000),
                             removed_at=now)  # fmt: skip
    helper = make_user(username=f"helper.{mark}")
    member = make_member(campaign, helper, Role.EDITOR)
    link, token = make_link(campaign, name=f"Link {mark}", title=f"Title {mark}", stages=[stage])
    action = assign(campaign, [candidate.pk], helper, owner, now).action
    numbers = {
        "campaign_id": campaign.pk,
        "candidate_id": candidate.pk,
        "removed_id": removed.pk,
        "profile_id": profile.pk,
        "post_id": make_post(profile, caption=f"Caption {mark}").pk,
        "stage_id": stage.pk,
        "user_id": helper.pk,
        "member_id": member.pk,
        "link_id": link.pk,
        "action_id": action.pk,
        "note_id": note(candidate, f"Note {mark}", owner, now).pk,
        "reply_id": note_reply(candidate, "interested", f"Reply {mark}", owner, now).pk,
        "deliverable_id": make_deliverable(candidate, note=f"Post {mark}").pk,
        "template_id": models.MailTemplate.objects.create(
            owner=owner, name=f"Template {mark}", subject=f"Subject {mark}", body=f"Body {mark}"
        ).pk,
        "batch": uuid4(),
        "change_id": LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() + 1,
    }
    models.Mail.objects.create(
        candidate=candidate, batch=numbers["batch"], to="a@example.com", subject=f"Mail {mark}",
        body=f"Mail {mark}", by=owner, written_at=now, leaves_at=now,
    )  # fmt: skip
    return SimpleNamespace(
        owner=owner, campaign=campaign, numbers=numbers, link=link, token=token, candidate=candidate
    )


@pytest.fixture(scope="module")
def made(shared_rows):
    """(mine, theirs)."""
    number_highly()
    return make_side(make_user(username="me"), "own"), make_side(make_user(username=f"boss.{MARK}"), MARK)


@pytest.fixture
def sides(client, db, made):
    """(mine, theirs) for one test, and the owner of mine signed in."""
    mine, theirs = deepcopy(made)
    client.force_login(mine.owner)
    return mine, theirs


def rows_of(side) -> str:
    """Every row of a campaign, as text."""
    rows = []
    for model in (m for m in vars(models).values() if hasattr(m, "_meta")):
        names = {f.name for f in model._meta.get_fields()} - {"pk"}
        ways = {"campaign": "campaign", "candidate": "candidate__campaign", "link": "link__campaign"}
        path = next((way for name, way in ways.items() if name in names), None)
        path = "pk" if model is models.Campaign else path
        if path:
            rows += model._base_manager.filter(**{path: side.campaign.pk}).order_by("pk")
    assert len(rows) > 10
    return serializers.serialize("json", rows)


def filled(values: dict, mine, theirs, *, nobodys: bool) -> dict:
    """A form with its numbers; with `nobodys`, numbers that nobody has stand where theirs would."""

    def fill(value):
        for side, prefix in ((mine, MINE), (theirs, THEIRS)):
            head, found, name = str(value).partition(prefix)
            if found:
                number = side.numbers[name]
                return f"{head}{number + NOBODYS if nobodys and side is theirs else number}"
        return value

    return {name: fill(value) for name, value in values.items()}


def tried(client, method: str, address: str, form: dict, numbers) -> str:
    """What comes of it: status, page in the end, and its text without what differs from one request to the
    next and without the numbers that were tried."""
    response = getattr(client, method)(address, form, follow=True)
    text = response.getvalue().decode(errors="replace")
    way = " ".join(target for target, _ in response.redirect_chain)
    # The token against forged forms, the click of a letter, the number of what was just done.
    for fresh in (r"\b[A-Za-z0-9]{64}\b", r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"):
        text = re.sub(fresh, "", text)
    said = re.sub(r"undo([=/])\d+", r"undo\1", f"{response.status_code} {way} {text}")
    for number in numbers:
        for known in (number, number + NOBODYS) if isinstance(number, int) else (number,):
            said = re.sub(rf"(?<!\d){known}(?!\d)", "N", said)
    return said


def theirs_in(form: dict, theirs) -> list:
    """The numbers of the other campaign that a form tries."""
    named = [str(value) for value in form.values()]
    return [n for name, n in theirs.numbers.items() if any(v.endswith(THEIRS + name) for v in named)]


def test_every_part_of_an_address_is_known_here():
    known = {part for pattern in urlpatterns for part in pattern.pattern.converters}
    assert known == {*OWNED, *SHARED, *PERSONAL}


@pytest.mark.parametrize(("name", "parts"), addresses())
def test_numbers_of_another_campaign_in_the_address(client, sides, name, parts):
    mine, theirs = sides
    pattern = next(p for p in urlpatterns if p.name == name)
    own = {part: mine.numbers[part] for part in pattern.pattern.converters}
    guess = {part: theirs.numbers[part] for part in parts}
    unknown = {part: uuid4() if part == "batch" else number + NOBODYS for part, number in guess.items()}
    method = "get" if name in READ else "post"
    form = filled(FORMS.get(name, {}), mine, theirs, nobodys=False)
    before, numbers = rows_of(theirs), [*guess.values(), *unknown.values()]
    numbers = [n for n in numbers if not isinstance(n, int) or n < NOBODYS]
    nothing = tried(client, method, reverse(name, kwargs=own | unknown), form, numbers)
    said = tried(client, method, reverse(name, kwargs=own | guess), form, numbers)
    assert MARK not in said
    assert rows_of(theirs) == before
    assert said == nothing


@pytest.mark.parametrize(("method", "name", "form"), FIELDS, ids=lambda v: v if isinstance(v, str) else "")
def test_numbers_of_another_campaign_in_a_form(client, sides, method, name, form):
    mine, theirs = sides
    parts = next((p.pattern.converters for p in urlpatterns if p.name == name), ())
    own = {part: "csv" if part == "kind" else mine.numbers[part] for part in parts}
    address, before = reverse(name, kwargs=own), rows_of(theirs)
    numbers = theirs_in(form, theirs)
    assert numbers
    nothing = tried(client, method, address, filled(form, mine, theirs, nobodys=True), numbers)
    said = tried(client, method, address, filled(form, mine, theirs, nobodys=False), numbers)
    assert MARK not in said
    assert rows_of(theirs) == before
    assert said == nothing


@pytest.mark.parametrize("name", ["client_decide", "client_comment", "client_picture"])
def test_a_client_cannot_name_creators_of_another_link(client, sides, name):
    mine, theirs = sides
    client.logout()
    for key in (key_of(theirs.link, theirs.candidate.pk), key_of(mine.link, theirs.candidate.pk)):
        before = rows_of(theirs)
        form = {"creator": key, "verdict": "approve", "text": "hello", "name": "Ana"}
        args = [mine.token, key, "0" * 16] if name == "client_picture" else [mine.token]
        method = client.get if name == "client_picture" else client.post
        response = method(reverse(name, args=args), form)
        assert response.status_code in (302, 404)
        assert MARK not in response.getvalue().decode()
        assert rows_of(theirs) == before


@pytest.mark.parametrize("name", [p.name for p in urlpatterns if "campaign_id" in p.pattern.converters])
def test_a_foreign_campaign_is_answered_as_one_that_does_not_exist(client, sides, name):
    mine, theirs = sides
    pattern = next(p for p in urlpatterns if p.name == name)
    own = {part: "csv" if part == "kind" else theirs.numbers[part] for part in pattern.pattern.converters}
    for method in ("get", "post"):
        numbers = [theirs.numbers["campaign_id"]]
        here = reverse(name, kwargs=own)
        nowhere = reverse(name, kwargs=own | {"campaign_id": own["campaign_id"] + NOBODYS})
        said = tried(client, method, here, {}, numbers)
        assert said == tried(client, method, nowhere, {}, numbers)
        assert MARK not in said
        assert said[:3] in ("404", "405")
