"""The one table of every address: who gets in, and with which parts and form it is asked for."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from uuid import uuid4

from auditlog.cid import correlation_id
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.people import password_path
from accounts.roles import ADMIN, CURATOR, MARKETER
from campaigns.candidate_edits import assign
from campaigns.models import MailTemplate
from campaigns.outreach import note_reply, opt_out_link
from campaigns.sharing.links import key_of
from campaigns.shortlist import note
from influencers import curation
from influencers.choices import ImportState
from influencers.models import ImportFile, SavedSearch
from scoring.models import Override, ScoreRun
from tests.factories import (
    make_avatar,
    make_campaign,
    make_candidate,
    make_deliverable,
    make_discovery,
    make_fee,
    make_link,
    make_member,
    make_niche,
    make_profile,
    make_template,
    make_user,
)

# Everybody who asks. "member" is a marketer who owns the campaign and shares the saved search; none of the
# others belongs to the campaign.
PEOPLE = ("anonymous", "outsider", MARKETER, "member", CURATOR, ADMIN)
PUBLIC = set(PEOPLE)
SIGNED_IN = PUBLIC - {"anonymous"}
MARKETERS = SIGNED_IN - {"outsider"}
CURATORS = {CURATOR, ADMIN}
ADMINS = {ADMIN}
MEMBERS = {"member"}
NOBODY: set[str] = set()


@dataclass(frozen=True)
class Row:
    """Who gets in; `parts` names what of the world stands in the address."""

    who: set[str]
    method: str = "get"
    parts: tuple[str, ...] = ()
    form: dict = field(default_factory=dict)
    # What the others get: 404 where even the existence is nobody's business.
    refusal: int = 403
    # Whether signed-in people are sent on from here, as from the sign-in page.
    leads_on: bool = False


def post(who: set[str], *parts: str, **form) -> Row:
    """A row of an address that changes something."""
    return Row(who, "post", parts, form)


def private(*parts: str, method: str = "get", **form) -> Row:
    """A row of an address of a campaign: 404 for everybody else, admins too."""
    return Row(MEMBERS, method, ("campaign", *parts), form, refusal=404)


ROWS = {
    "healthz": Row(PUBLIC),
    "admin/login/": Row({"anonymous", *CURATORS}, leads_on=True),
    "admin/password_change/": Row(SIGNED_IN),
    # Accounts
    "login": Row(PUBLIC, leads_on=True),
    "logout": post(PUBLIC),
    "password_reset": Row(PUBLIC),
    "password_reset_done": Row(PUBLIC),
    "password_reset_confirm": Row(PUBLIC, parts=("uid", "token")),
    "password_change": Row(SIGNED_IN),
    "account": Row(SIGNED_IN),
    "people": Row(ADMINS),
    "invite": post(ADMINS, email="new@example.com", role=MARKETER),
    "new_link": post(ADMINS, "somebody"),
    "change_role": post(ADMINS, "somebody", role=CURATOR),
    "change_active": post(ADMINS, "somebody", active="0"),
    # Catalogue
    "discover": Row(MARKETERS),
    "discover_export": Row(MARKETERS, parts=("kind",)),
    "rule_value": Row(MARKETERS, form={"new_on": "niche"}),
    "tag_add": post(MARKETERS),
    "tag_remove": post(MARKETERS),
    "saved_searches": Row(MARKETERS),
    "search_keep": post(MARKETERS),
    "search_restore": post(MARKETERS),
    "saved_search": Row(MARKETERS, parts=("search",)),
    "search_renew": post(MEMBERS, "search"),
    "search_rename": post(MEMBERS, "search"),
    "search_delete": post(MEMBERS, "search"),
    "imports": Row(MARKETERS),
    "import_file": Row(MARKETERS, parts=("import_file",)),
    "import_start": post(MARKETERS, "import_file"),
    "import_progress": Row(MARKETERS, parts=("import_file",)),
    "import_rejected": Row(MARKETERS, parts=("import_file",)),
    "import_undo": post(MARKETERS, "import_file"),
    "import_discard": post(MARKETERS, "import_file"),
    "find": Row(MARKETERS),
    "find_alike": post(MARKETERS),
    "find_fetch": post(MARKETERS, text="nobody", platform="tiktok"),
    "finding": Row(MARKETERS, parts=("finding",)),
    "finding_progress": Row(MARKETERS, parts=("finding",)),
    "finding_cancel": post(MARKETERS, "finding"),
    "finding_resume": post(MARKETERS, "finding"),
    "finding_keep": post(MARKETERS, "finding"),
    "finding_undo": post(MARKETERS, "kept"),
    "remove_demo": post(CURATORS),
    "data_health": Row(MARKETERS),
    "data_health_accounts": Row(MARKETERS),
    "data_health_try": post(CURATORS, "profile"),
    "data_health_try_all": post(CURATORS),
    "data_health_rule": post(CURATORS),
    "creator": Row(MARKETERS, parts=("creator",)),
    "creator_contact": post(MARKETERS, "creator", why="asked by phone"),
    "creator_note": post(MARKETERS, "creator", notes="hello"),
    "refresh_now": post(MARKETERS, "creator"),
    "refresh_state": Row(MARKETERS, parts=("creator",)),
    "avatar": Row(SIGNED_IN, parts=("pictured", "digest")),
    "creator_erase": Row(CURATORS, parts=("creator",)),
    "erase_list": Row(CURATORS),
    "creator_history": Row(MARKETERS, parts=("creator",)),
    "creator_endorsements": Row(MARKETERS, parts=("profile",)),
    "creator_signals": Row(MARKETERS, parts=("profile",)),
    "creator_replies": Row(MARKETERS, parts=("profile",)),
    "undo_change": post(CURATORS, "cid"),
    "fee_enter": post(MARKETERS, "profile", amount="100", currency="USD", told_on="2026-11-01"),
    "fee_remove": post(MARKETERS, "fee"),
    "creator_worth": Row(MARKETERS, parts=("profile",)),
    # Scores
    "insights": Row(MARKETERS),
    "score_runs": Row(MARKETERS),
    "score_start": post(CURATORS),
    "score_moves": Row(MARKETERS),
    "score_run": Row(MARKETERS, parts=("run",)),
    "score_run_file": Row(MARKETERS, parts=("run",)),
    "score_words": Row(CURATORS),
    "score_words_add": post(ADMINS),
    "score_words_undo": post(ADMINS, "override"),
    "compare": Row(MARKETERS),
    "similar": Row(MARKETERS, parts=("creator",)),
    "similar_card": Row(MARKETERS, parts=("creator",)),
    # Campaigns: who holds no campaign role sees nothing of one, whatever else they may do
    "campaigns": Row(SIGNED_IN),
    "campaign_new": Row(MARKETERS),
    "campaign_count": Row(SIGNED_IN),
    "brief_templates": Row(MARKETERS),
    "template_add": private(method="post", name="Kept"),
    "template_remove": Row(MEMBERS, "post", ("brief_template",), refusal=404),
    "template_restore": Row(MEMBERS, "post", ("gone_brief_template",), refusal=404),
    "campaign_duplicate": private(method="post"),
    "campaign_add": Row(SIGNED_IN, "post", leads_on=True),
    "campaign_picker": Row(SIGNED_IN),
    "campaign_memberships": Row(SIGNED_IN, parts=("creator",)),
    "creator_past_work": Row(SIGNED_IN, parts=("creator",)),
    "campaign": private(),
    "campaign_edit": private(),
    "campaign_changes": private(),
    "campaign_fresh": private(method="post"),
    "campaign_compare": private(),
    "campaign_near": private(),
    "campaign_loosen": private(method="post", limit="max_followers", value="200000"),
    "campaign_weights": private(method="post", weight_niche=80),
    "campaign_add_first": private(method="post", first=3),
    "campaign_choices": private(),
    "choices_apply": private(method="post"),
    "choices_revert": private(method="post"),
    "campaign_status": private(method="post", status="archived"),
    "campaign_ranking": private(),
    "campaign_nearest": private("profile"),
    "campaign_exclude": private("profile", method="post", reason="too loud"),
    "campaign_include": private("profile", method="post"),
    "campaign_shortlist": private(),
    "campaign_export": private("kind"),
    "campaign_plan": private(),
    "campaign_plan_export": private("kind"),
    "campaign_move": private(method="post"),
    "campaign_restore": private(method="post"),
    "campaign_assign": private(method="post", assignee=0),
    "campaign_undo": private("action", method="post"),
    "campaign_fees": private("candidate", method="post", seen="- - -"),
    "campaign_results": private(),
    "campaign_report": private(),
    "campaign_report_file": private(),
    "deliverable_add": private(method="post", number=1),
    "results_judge": private(method="post", verdict="accept"),
    "deliverable_change": private("deliverable", method="post"),
    "deliverable_link": private("deliverable", method="post", link="https://example.com"),
    "deliverable_figures": private("deliverable", method="post", likes=1),
    "deliverable_state": private("deliverable", method="post", state="missed"),
    "campaign_stages": private(),
    "campaign_stage_add": private(method="post", name="Long list", kind="open", colour="lime"),
    "campaign_stage_edit": private("stage", method="post", name="Agreed", kind="agreed", colour="green"),
    "campaign_stage_shift": private("stage", method="post", to="up"),
    "campaign_stage_delete": private("stage", method="post"),
    "campaign_candidate": private("candidate"),
    "campaign_note": private("candidate", method="post", text="hello"),
    "campaign_note_remove": private("candidate", "note", method="post"),
    "campaign_outreach": private(),
    "campaign_write": private(),
    "campaign_mail_send": private(method="post", subject="s", body="b"),
    "campaign_mail_stop": private("batch", method="post"),
    "campaign_mail_by_hand": private("candidate", method="post", subject="s", body="b"),
    "campaign_reply": private("candidate", method="post", kind="interested"),
    "campaign_reply_remove": private("candidate", "reply", method="post"),
    "mail_templates": Row(SIGNED_IN),
    "mail_template_new": Row(SIGNED_IN),
    "mail_template_edit": Row(MEMBERS, parts=("template",), refusal=404),
    "mail_template_delete": Row(MEMBERS, "post", ("template",), refusal=404),
    "mail_template_restore": Row(MEMBERS, "post", ("gone_template",), refusal=404),
    "no_mail": Row(PUBLIC, parts=("no_mail",)),
    "campaign_links": private(),
    "campaign_link_new": private(),
    "campaign_link": private("link"),
    "campaign_link_edit": private("link"),
    "campaign_link_preview": private("link"),
    "campaign_link_renew": private("link", method="post"),
    "campaign_link_revoke": private("link", method="post"),
    "campaign_link_reply": private("link", method="post"),
    "campaign_link_move": private("link", method="post", stage=0),
    "campaign_member_add": private(method="post", name="nobody-known", role=10),
    "campaign_take_over": private(method="post"),
    "campaign_member_role": private("member_row", method="post", role=20),
    "campaign_member_remove": private("member_row", method="post"),
    # Clients: whoever has the address
    "client_page": Row(PUBLIC, parts=("client_token",)),
    "client_password": post(PUBLIC, "client_token", password="wrong"),
    "client_decide": post(PUBLIC, "client_token", verdict="approve"),
    "client_comment": post(PUBLIC, "client_token", text="hello"),
    "client_name": post(PUBLIC, "client_token", name="Ana"),
    "client_picture": Row(PUBLIC, parts=("client_token", "client_key", "digest")),
    "client_export": Row(PUBLIC, parts=("client_token", "kind")),
    "client_data": Row(PUBLIC, parts=("client_token",)),
}
# Django admin, by model: who may look at its list.
ADMIN_MODELS = {
    "influencers.influencer": CURATORS,
    "influencers.profile": CURATORS,
    "influencers.niche": CURATORS,
    "influencers.tier": CURATORS,
    "influencers.tag": CURATORS,
    "influencers.savedsearch": CURATORS,
    "influencers.importfile": CURATORS,
    "influencers.refreshrun": CURATORS,
    "influencers.budget": CURATORS,
    "influencers.currencyrate": CURATORS,
    "scoring.mediavalue": CURATORS,
    "axes.accessattempt": ADMINS,
    "axes.accesslog": NOBODY,
    "axes.accessfailurelog": NOBODY,
}
# Django admin, pages of no model. The others that Django brings lead to one of these or to sign-in.
ADMIN_PAGES = {"admin:index": CURATORS, "admin:jsi18n": CURATORS, "admin:password_change_done": CURATORS}


def addresses() -> dict[str, str]:
    """Every address outside the Django admin: name (or route, where it has none) -> route."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns, prefix: str):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name or route, route
        elif pattern.namespace != "admin":
            yield from _walk(pattern.url_patterns, route)


def admin_models() -> set[str]:
    """Every model that the Django admin shows."""
    return {model._meta.label_lower for model in admin.site._registry}


def make_world() -> SimpleNamespace:
    """Everybody, and one of each thing that an address can name."""
    people = {name: make_user(name if name in (MARKETER, CURATOR, ADMIN) else None) for name in PEOPLE[1:]}
    people["member"] = make_user(MARKETER)
    somebody = make_user(MARKETER)
    profile = make_profile(niche=make_niche())
    correlation_id.set("a-change")
    curation.block([make_profile().influencer])
    correlation_id.set(None)
    campaign = make_campaign(owner=people["member"])
    candidate = make_candidate(campaign, profile)
    link, client_token = make_link(campaign, may_export=True)
    _, _, _, uid, token, _ = password_path(somebody).split("/")
    written = note(candidate, "mine", people["member"], candidate.added_at)
    now = timezone.now()
    return SimpleNamespace(
        people=people,
        parts={
            "creator": profile.influencer_id,
            "profile": make_profile().pk,
            "pictured": make_avatar(profile, digest="0123456789abcdef").pk,
            "digest": "0123456789abcdef",
            "somebody": somebody.pk,
            "uid": uid,
            "token": token,
            "cid": "a-change",
            "kind": "csv",
            "search": SavedSearch.objects.create(owner=people["member"], name="Shared", shared=True).pk,
            "import_file": ImportFile.objects.create(name="list.csv", state=ImportState.DONE).pk,
            "finding": (job := make_discovery()).pk,
            "kept": job.keeps.create(asked=[]).pk,
            "campaign": campaign.pk,
            "brief_template": make_template(people["member"]).pk,
            "gone_brief_template": make_template(people["member"], removed_at=now).pk,
            "candidate": candidate.pk,
            "deliverable": make_deliverable(candidate).pk,
            "note": written.pk,
            "batch": uuid4(),
            "reply": note_reply(candidate, "interested", "", people["member"], now).pk,
            "template": MailTemplate.objects.create(
                owner=people["member"], name="A", subject="s", body="b"
            ).pk,
            "gone_template": MailTemplate.objects.create(
                owner=people["member"], name="B", subject="s", body="b", deleted_at=now
            ).pk,
            "no_mail": opt_out_link(candidate).rstrip("/").rpartition("/")[2],
            "link": link.pk,
            "client_token": client_token,
            "client_key": key_of(link, candidate.pk),
            "stage": campaign.stages.get(name="Agreed").pk,
            "action": assign(campaign, [candidate.pk], people["member"], people["member"], now).action.pk,
            "fee": make_fee(profile).pk,
            "member_row": make_member(campaign).pk,
            "run": ScoreRun.objects.create(version="1", as_of=candidate.added_at).pk,
            "override": Override.objects.create(
                kind="constant", action="set", target="draws", value=200, why="faster"
            ).pk,
        },
    )


def address_of(name: str, world: SimpleNamespace) -> str:
    """The address of a row, with its parts taken from the world."""
    if name in addresses() and "/" in name:
        return "/" + name
    return reverse(name, args=[world.parts[part] for part in ROWS[name].parts])
