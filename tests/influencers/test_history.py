"""Who changed what, and taking it back: as curators do it, through requests."""

import re

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from influencers import curation, history
from influencers.choices import Basis, Source
from influencers.ingest import ingest
from influencers.models import Influencer, Niche, Profile, ProfileNiche, Tag
from influencers.sources.base import ProfileRecord
from tests.factories import make_influencer, make_niche, make_profile, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    person = make_user("curator", first_name="Cora", last_name="Tor")
    client.force_login(person)
    return person


def act(client, action, *creators, **more):
    """One of the actions of the list of creators; all it does has one id."""
    form = {"action": action, "_selected_action": [creator.pk for creator in creators], **more}
    answer = client.post(reverse("admin:influencers_influencer_changelist"), form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return LogEntry.objects.latest("pk").cid


def told(change):
    return [(line.field, line.before, line.after) for line in change.lines]


def test_a_block_is_told_with_author_before_and_after_and_undone(client, curator):
    creator = make_profile().influencer
    LogEntry.objects.all().delete()
    cid = act(client, "block", creator, reason="Bought followers")
    (change,) = history.of_creator(creator)
    assert change.who == "Cora Tor"
    assert set(told(change)) == {
        ("Status", "Active", "Blocked"),
        ("Status reason", "nothing", "Bought followers"),
    }
    assert change.can_undo
    history.undo(cid, curator)
    creator.refresh_from_db()
    assert (creator.status, creator.status_reason) == ("active", "")
    newest, oldest = history.of_creator(creator)
    assert newest.is_undo
    assert newest.who == "Cora Tor"
    assert oldest.undone_by == "Cora Tor"
    assert not oldest.can_undo
    with pytest.raises(history.CannotUndo, match="undone already"):
        history.undo(cid, curator)


def test_an_undo_can_be_undone(client, curator):
    creator = make_influencer()
    cid = act(client, "block", creator)
    client.post(reverse("undo_change", args=[cid]))
    (redo, *_) = history.of_creator(creator)
    client.post(reverse("undo_change", args=[redo.cid]))
    creator.refresh_from_db()
    assert creator.status == "blocked"


def test_what_was_done_together_is_undone_together_and_says_how_much(client, curator):
    creators = [make_influencer() for _ in range(3)]
    cid = act(client, "block", *creators)
    (change, _) = history.of_creator(creators[0])
    assert change.elsewhere == 2
    assert history.undo(cid, curator) == 3
    assert Influencer.objects.active().count() == 3


def test_undo_refuses_when_a_field_was_changed_again_and_changes_nothing(client, curator):
    first, second = make_influencer(), make_influencer()
    cid = act(client, "block", first, second, reason="Spam")
    curation.unblock([second])
    answer = client.post(reverse("undo_change", args=[cid]), {"next": "/accounts/"}, follow=True)
    page = answer.content.decode()
    assert "Nothing was undone" in page
    assert "was changed again since" in page
    first.refresh_from_db()
    assert first.status == "blocked"


def test_a_merge_is_undone_whole(client, curator):
    shared, own = make_tag("shared"), make_tag("own")
    kept = make_influencer(name="Kept", notes="Before", tags=[shared])
    gone = make_influencer(name="Gone", notes="Mine", tags=[shared, own])
    mine, theirs = make_profile(influencer=gone), make_profile(influencer=kept)
    client.post(
        reverse("admin:influencers_influencer_merge", args=sorted([kept.pk, gone.pk])), {"kept": kept.pk}
    )
    assert kept.profiles.count() == 2
    change = history.of_creator(kept)[0]
    assert change.can_undo
    assert ("Creator", "Gone", "Kept") in told(change)
    history.undo(change.cid, curator)
    for row in (kept, gone, mine, theirs):
        row.refresh_from_db()
    assert (gone.status, gone.merged_into, kept.notes) == ("active", None, "Before")
    assert (mine.influencer, theirs.influencer) == (gone, kept)
    assert set(kept.tags.all()) == {shared}
    assert set(gone.tags.all()) == {shared, own}


def test_chosen_niches_are_told_and_undone_and_scoring_follows(client, curator):
    measured, chosen = make_niche("Van trips"), make_niche("Sourdough")
    profile = make_profile(niche=measured)
    form = niche_form(profile, chosen)
    client.post(reverse("admin:influencers_profile_change", args=[profile.pk]), form)
    profile.refresh_from_db()
    assert profile.primary_niche == chosen
    change = history.of_creator(profile.influencer)[0]
    assert ("", "nothing", "Sourdough (curated)") in told(change)
    Profile.objects.update(scored_at=timezone.now())
    history.undo(change.cid, curator)
    profile.refresh_from_db()
    assert profile.primary_niche == measured
    assert not ProfileNiche.objects.filter(basis=Basis.CURATED).exists()
    assert list(Profile.objects.stale()) == [profile]
    # The history still tells of the niche that is gone, and the undo itself can be taken back.
    undone = history.of_creator(profile.influencer)[0]
    assert ("", "Sourdough (curated)", "nothing") in told(undone)
    history.undo(undone.cid, curator)
    assert ProfileNiche.objects.get(basis=Basis.CURATED).niche == chosen


def niche_form(profile, *niches, **fields):
    """What the page of an account sends when these niches are chosen."""
    form = {"niches-TOTAL_FORMS": len(niches), "niches-INITIAL_FORMS": 0, "kept": profile.curated_fields}
    form |= {"niches-2-TOTAL_FORMS": 0, "niches-2-INITIAL_FORMS": 0}
    form |= {
        name: getattr(profile, name)
        for name in ("display_name", "bio", "url", "country", "language", "contact", "account_kind")
    }
    for at, niche in enumerate(niches):
        form |= {f"niches-{at}-niche": niche.pk, f"niches-{at}-weight": 1, f"niches-{at}-profile": profile.pk}
    return form | fields


def test_a_correction_is_undone_with_its_mark(client, curator):
    profile = make_profile(bio="Old")
    client.post(
        reverse("admin:influencers_profile_change", args=[profile.pk]), niche_form(profile, bio="New")
    )
    profile.refresh_from_db()
    assert (profile.bio, profile.curated_fields) == ("New", ["bio"])
    change = history.of_creator(profile.influencer)[0]
    assert told(change) == [("Bio", "Old", "New")]
    history.undo(change.cid, curator)
    profile.refresh_from_db()
    assert (profile.bio, profile.curated_fields) == ("Old", [])


def test_a_deleted_tag_and_niche_come_back_to_their_creators(client, curator):
    admin = make_user("admin")
    client.force_login(admin)
    tag, niche = make_tag("vegan"), make_niche("Sourdough")
    profile = make_profile(niche=niche, tags=[tag])
    for kind, record in (("tag", tag), ("niche", niche)):
        client.post(reverse(f"admin:influencers_{kind}_delete", args=[record.pk]), {"post": "yes"})
        change = history.of_creator(profile.influencer)[0]
        assert change.can_undo, kind
        history.undo(change.cid, admin)
    profile.refresh_from_db()
    assert Tag.objects.get().pk == tag.pk
    assert Niche.objects.get(slug="sourdough").pk == niche.pk
    assert list(profile.influencer.tags.all()) == [tag]
    assert profile.primary_niche == niche


def test_a_tag_put_on_many_is_told_by_each_and_undone_at_once(client, curator):
    profiles = [make_profile() for _ in range(3)]
    client.post(reverse("tag_add"), {"tag": "vegan", "profiles": [profile.pk for profile in profiles]})
    assert Tag.objects.get().influencers.count() == 3
    (change, *_) = history.of_creator(profiles[0].influencer)
    assert told(change) == [("Tags", "nothing", "vegan")]
    assert (change.who, change.elsewhere) == ("Cora Tor", 3)  # two more creators, and the new tag
    history.undo(change.cid, curator)
    assert not Tag.objects.exists()


def test_a_new_tag_that_others_carry_by_now_outlives_the_undo(client, curator):
    first, later = make_profile(), make_profile()
    for profile in (first, later):
        client.post(reverse("tag_add"), {"tag": "vegan", "profiles": [profile.pk]})
    history.undo(history.of_creator(first.influencer)[0].cid, curator)
    assert list(Tag.objects.get().influencers.all()) == [later.influencer]


def test_what_the_history_cannot_put_back_is_not_offered(client, curator):
    client.post(reverse("admin:influencers_niche_add"), {"name": "new", "slug": "new"})
    entry = LogEntry.objects.latest("pk")
    assert entry.object_repr == "new"
    with pytest.raises(history.CannotUndo, match="was added then"):
        history.undo(entry.cid, curator)
    with pytest.raises(history.CannotUndo, match="no such change"):
        history.undo("guess", curator)


def test_background_refresh_writes_no_history():
    profile = make_profile(platform="bluesky", source=Source.BLUESKY, platform_id="did:plc:a")
    LogEntry.objects.all().delete()
    record = ProfileRecord(platform_id="did:plc:a", handle="renamed.test", bio="New", followers=1)
    ingest(profile.pk, record, [], Source.BLUESKY, timezone.now())
    curation.touch([profile.pk])
    curation.show_niches([profile.pk])
    assert not LogEntry.objects.exists()


def test_an_id_sent_by_a_browser_is_not_believed(client, curator):
    creator, other = make_influencer(), make_influencer()
    cid = act(client, "block", creator)
    client.post(
        reverse("admin:influencers_influencer_changelist"),
        {"action": "block", "_selected_action": [other.pk]},
        headers={"x-request-id": cid},
    )
    assert LogEntry.objects.latest("pk").cid != cid


def test_the_history_is_a_page_and_a_fragment_with_undo_for_curators_only(client, curator):
    creator = make_profile().influencer
    cid = act(client, "block", creator)
    address = reverse("creator_history", args=[creator.pk])
    fragment = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert reverse("undo_change", args=[cid]) in fragment
    client.force_login(make_user("marketer"))
    page = client.get(address).content.decode()
    assert "<html" in page
    assert "Cora Tor" in page
    assert reverse("undo_change", args=[cid]) not in page
    assert client.post(reverse("undo_change", args=[cid])).status_code == 403


def test_undo_leads_back_inside_only(client, curator):
    cid = act(client, "block", make_influencer())
    answer = client.post(reverse("undo_change", args=[cid]), {"next": "https://evil.example/"})
    assert answer.url == reverse("discover")


def test_the_history_takes_the_same_queries_however_long_it_is(
    client, curator, django_assert_max_num_queries
):
    creator = make_profile().influencer
    for niche in [make_niche() for _ in range(10)]:
        curation.set_niches(creator.profiles.get(), {niche: 1.0})
        curation.block([creator])
        curation.unblock([creator])
    with django_assert_max_num_queries(8):
        assert len(history.of_creator(creator)) > 30


def test_older_changes_are_a_page_further(client, curator, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 2)
    creator = make_influencer(name="Zoë")
    for number in range(3):
        creator.notes = f"note {number}"
        creator.save()
    address = reverse("creator_history", args=[creator.pk])
    pages, links = [], [address]
    while links:
        pages.append(client.get(links[0]).content.decode())
        links = re.findall(rf'href="({address}\?before=\d+)"', pages[-1])
    assert ["<ins>note 2" in page for page in pages] == [True, False]
    assert ["<ins>note 0" in page for page in pages] == [False, True]
    assert "Newest changes" in pages[-1]
    admin = reverse("admin:influencers_influencer_history", args=[creator.pk])
    assert f'href="{admin}?before=' in client.get(admin).content.decode()
    for odd in ("x", "-1", "\u0663", "9" * 30):
        assert client.get(address, {"before": odd}).status_code == 200
