"""A creator with a row in every table that points at one, and the whole database as text to look for it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from auditlog.context import set_actor
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from accounts.models import User
from campaigns import deliverables
from campaigns.brief_copies import told
from campaigns.candidate_edits import assign
from campaigns.models import (
    BriefTemplate,
    Campaign,
    Candidate,
    ClientComment,
    ClientDecision,
    Comment,
    Exclusion,
    Mail,
    MailTemplate,
    NotAResult,
    StageChange,
)
from campaigns.outreach import note_reply
from influencers import curation
from influencers.choices import RowOutcome
from influencers.do_not_contact import bar
from influencers.models import (
    Avatar,
    CommentSignal,
    ImportFile,
    ImportRow,
    Influencer,
    PostReading,
    Profile,
    RefreshRun,
    ReportedFigures,
    SavedSearch,
)
from influencers.text_index import make_texts
from scoring.models import PostText, ProfileScore, ProfileVector, RunScore, ScoreRun
from tests.factories import (
    make_campaign,
    make_candidate,
    make_discovery,
    make_fee,
    make_import,
    make_influencer,
    make_link,
    make_niche,
    make_post,
    make_profile,
    make_snapshot,
    make_tag,
    make_user,
)

HANDLE, NAME, ID, OTHER = "zora.quill.test", "Zora Quillfeather", "did:plc:zoraquill99", "zoraquilltok"
# Everything by which this creator could be found anywhere.
WORDS = (
    HANDLE,
    NAME,
    ID,
    OTHER,
    "zora@mail.test",
    "loves marzipan",
    "a post about marzipan",
    "5a4f52415155494c",
)


@dataclass
class World:
    """The creator, who worked with it, and where."""

    creator: Influencer
    profile: Profile
    absorbed: Influencer
    user: User
    campaign: Campaign


def make_world() -> World:
    """The creator in every table, with a history; and in every place that names it without pointing at it."""
    user, niche = make_user("curator"), make_niche("Chocolate")
    with set_actor(user):
        creator = make_influencer(name=NAME, tags=[make_tag("sweet"), make_tag(f"like @{HANDLE}")])
        known = {
            "influencer": creator,
            "display_name": NAME,
            "bio": "loves marzipan",
            "contact": "zora@mail.test",
        }
        profile = make_profile(
            niche, handle=HANDLE, platform="bluesky", platform_id=ID, source="bluesky", **known
        )
        absorbed = make_influencer(name=f"{NAME} too")
        make_profile(influencer=absorbed, handle=OTHER, platform="tiktok", display_name=NAME)
        curation.merge(absorbed, creator)
        curation.set_niches(profile, {niche: 1.0})
        curation.correct(profile, bio="loves marzipan and more")
        make_fee(profile, note=f"{NAME} said so")
    _content(profile)
    _imports(profile)
    _logs(profile, user)
    return World(creator, profile, absorbed, user, _campaign(profile, user))


def _content(profile: Profile) -> None:
    now = timezone.now()
    post = make_post(profile, caption=f"a post about marzipan by @{HANDLE}")
    PostText.objects.create(post=post, digest="x", matches=[["promo code", f"@{HANDLE}"]], brands=[OTHER])
    PostReading.objects.create(post=post, read_at=now, likes=1)
    CommentSignal.objects.create(post=post, digest="d" * 64, published_at=now, read_at=now, source="bluesky")
    make_snapshot(profile)
    make_texts()
    Avatar.objects.create(
        profile=profile, source="bluesky", address=f"https://cdn.test/{ID}", told_at=now, image=b"ZORAQUIL",
        digest="x",
    )  # fmt: skip
    run = ScoreRun.objects.create(version="1", as_of=now)
    ProfileScore.objects.create(profile=profile, run=run)
    ProfileVector.objects.create(profile=profile, space="x", bio=bytes(512), vector=bytes(512))
    RunScore.objects.create(profile=profile, run=run, parts=[1])


def _imports(profile: Profile) -> None:
    record = make_import([profile], warnings=[{"row": 2, "field": "contact", "value": "zora@mail.test"}])
    raw = {"Name": NAME, "Profile": f"https://bsky.app/profile/{HANDLE}?utm=1", "Mail": "zora@mail.test"}
    before = {"created": [], "changed": {str(profile.pk): {"bio": ["", "loves marzipan"]}}, "days": {}}
    record.import_rows.update(raw=raw, before=before)
    ReportedFigures.objects.create(
        profile=profile, import_file=record, avg_likes=5, as_of=timezone.localdate()
    )
    errors = [{"field": "followers", "value": NAME, "reason": "no number"}]
    rejected = ImportFile.objects.create(name=f"{HANDLE}.csv", error=f"Row 3 names @{HANDLE}.")
    ImportRow.objects.create(
        import_file=rejected, row=3, raw={"a": f"@{HANDLE.upper()}", "b": NAME}, errors=errors,
        outcome=RowOutcome.REJECTED,
    )  # fmt: skip
    ImportRow.objects.create(
        import_file=rejected, row=4, raw={"a": f"tiktok.com/@{OTHER}\nx"}, outcome=RowOutcome.CREATED
    )


def _logs(profile: Profile, user: User) -> None:
    line = {"profile": profile.pk, "handle": HANDLE, "kind": "gone", "reason": f"{NAME} is gone"}
    other = {"profile": 0, "handle": "somebody", "kind": "gone", "reason": f"Same as @{HANDLE} on Bluesky."}
    RefreshRun.objects.create(source="bluesky", failures=[line, other, {"profile": 0, "handle": "kept"}])
    with set_actor(user):
        SavedSearch.objects.create(owner=user, name="One", query=f"q=%40{HANDLE}")
        SavedSearch.objects.create(owner=user, name=f"Like {OTHER}", query="q=marmalade")
        twin = make_profile(handle="twin", last_error=f"In the catalogue already, as @{HANDLE} on Bluesky.")
        twin.influencer.notes = f"Ask about @{HANDLE}:\n{OTHER} is hers"
        twin.influencer.save()
    AdminEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(Influencer),
        object_id=profile.influencer_id, object_repr=NAME, action_flag=CHANGE, change_message=HANDLE,
    )  # fmt: skip
    found = {"platform_id": ID, "handle": HANDLE, "name": NAME, "record": {"bio": "loves marzipan"}}
    job = make_discovery(
        [found, {"typed": f"https://bsky.app/profile/{HANDLE}", "handle": "", "platform_id": None}],
        name=f"Like {HANDLE}", handles=f"@{HANDLE}\n@other.name.test", seeds=[profile.pk],
    )  # fmt: skip
    job.finds.filter(platform_id=ID).update(profile_id=profile.pk)
    job.steps.create(source="bluesky", words=OTHER)


def _campaign(profile: Profile, user: User) -> Campaign:
    campaign = make_campaign(
        owner=user,
        notes=f"Begin with @{HANDLE}.",
        words=["marmalade", OTHER],
        must_say=[OTHER],
        must_not_say=[f"@{HANDLE}"],
        brand_handles=[HANDLE],
        codes=[OTHER],
    )
    naming = {
        "must_say": [OTHER],
        "must_not_say": [f"@{HANDLE}"],
        "brand_handles": [HANDLE],
        "codes": [OTHER],
    }
    Campaign.objects.filter(pk=campaign.pk).update(**naming)
    campaign.refresh_from_db()
    BriefTemplate.objects.create(owner=user, name=f"Like {HANDLE}", brief=told(campaign))
    candidate = make_candidate(campaign, profile, frozen={"figures": {"name": NAME}})
    now = timezone.now() - timedelta(days=1)
    StageChange.objects.create(candidate=candidate, to_name="Long list", at=now)
    assign(campaign, [candidate.pk], user, user, now)
    Comment.objects.create(candidate=candidate, text=f"{NAME} is great")
    owed = deliverables.Wish(note=f"{NAME} shows marzipan")
    deliverables.add(campaign, candidate.pk, owed, 1, user, now)
    link = f"https://bsky.app/profile/{HANDLE}/post/3kzora"
    deliverables.give_link(campaign, candidate.deliverables.get().pk, link, user, now)
    NotAResult.objects.create(candidate=candidate, post=profile.posts.first())
    deliverables.pick(campaign, candidate.deliverables.get().pk, profile.posts.first().pk, user, now)
    other = make_candidate(campaign)
    Comment.objects.create(candidate=other, text=f"better than @{HANDLE}")
    _mails(candidate, other, user)
    link, _ = make_link(campaign, picks=[candidate], title=f"About {HANDLE}", message=f"See @{HANDLE}")
    said = {"link": link, "candidate": candidate, "by_name": "Ana"}
    ClientDecision.objects.create(verdict="decline", reason=f"{NAME} is dull", **said)
    ClientComment.objects.create(text=f"Who is {NAME}?", **said)
    said["candidate"] = other
    ClientDecision.objects.create(verdict="decline", reason=f"@{HANDLE} is better", **said)
    ClientComment.objects.create(text=f"like {OTHER}", **said)
    Exclusion.objects.create(campaign=make_campaign(), profile=profile, reason=f"{NAME} is too loud")
    return campaign


def _mails(candidate: Candidate, other: Candidate, user: User) -> None:
    now = timezone.now()
    bar(candidate.profile.influencer, f"{NAME} asked", now)
    letter = {"batch": uuid4(), "body": f"as {OTHER} does", "leaves_at": now}
    Mail.objects.create(candidate=candidate, to="zora@mail.test", subject=NAME, **letter)
    Mail.objects.create(candidate=other, to="other@mail.test", subject=f"Like @{HANDLE}", **letter)
    note_reply(candidate, "interested", f"{NAME} says yes", user, now)
    note_reply(other, "question", f"Is @{HANDLE} in?", user, now)
    MailTemplate.objects.create(owner=user, name="Like hers", subject=f"@{HANDLE}", body="b")


def pointing_at_creators() -> set[type[models.Model]]:
    """Every model with a row that belongs to a creator: those that point at one, and at those in turn.

    Found by looking at all relations, so that a new table is in it from the first day.
    """
    found: set[type[models.Model]] = set()
    new: set[type[models.Model]] = {Influencer, Profile}
    while new:
        found |= new
        new = {
            relation.related_model
            for model in new
            for relation in model._meta.get_fields(include_hidden=True)
            if relation.auto_created
            and (relation.one_to_many or relation.one_to_one)
            and relation.related_model
        } - found
    return found


def database_text() -> str:
    """Every row of every table as text, in small letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        parts = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            parts += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(parts).lower()


def found_in(text: str) -> list[str]:
    """Lines of the database that still tell of the creator."""
    return [line for line in text.splitlines() if any(word.lower() in line for word in WORDS)]
