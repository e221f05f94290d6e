"""What can be filtered, and that nonsense in an address never breaks it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from influencers.choices import Basis, ImportState, InfluencerStatus, RowOutcome, Source
from influencers.filters import ProfileFilter
from influencers.models import ImportRow, ProfileNiche
from tests.factories import make_import, make_influencer, make_niche, make_profile, make_tag, make_tier

pytestmark = pytest.mark.django_db


def handles(query: str) -> set[str]:
    return set(ProfileFilter(query).qs.values_list("handle", flat=True))


def test_an_empty_address_asks_for_everybody():
    make_profile(handle="a"), make_profile(handle="b")
    assert handles("") == {"a", "b"}
    assert ProfileFilter("").pairs() == []


@pytest.mark.parametrize("status", [InfluencerStatus.BLOCKED, InfluencerStatus.ERASED])
def test_creators_that_are_not_shown_are_never_found(status):
    make_profile(handle="gone", influencer=make_influencer(status=status))
    target = make_profile(handle="kept").influencer
    merged = make_influencer(status=InfluencerStatus.MERGED, merged_into=target)
    make_profile(handle="merged", influencer=merged)
    assert handles("") == {"kept"}


def test_real_and_demo_creators_never_mix():
    make_profile(handle="fiction", source=Source.DEMO)
    assert handles("") == {"fiction"}
    assert handles("demo=0") == set()
    make_profile(handle="real")
    assert handles("") == {"real"}
    assert handles("demo=1") == {"fiction"}


def test_several_platforms_are_either_of_them():
    for platform in ("instagram", "tiktok", "bluesky"):
        make_profile(handle=platform, platform=platform)
    assert handles("platform=instagram&platform=bluesky") == {"instagram", "bluesky"}


def test_own_bounds_of_size_hold_both_ends_and_leave_out_the_unknown():
    make_profile(handle="small", followers=9_999)
    make_profile(handle="low", followers=10_000)
    make_profile(handle="high", followers=1_500_000)
    make_profile(handle="unknown", followers=None)
    assert handles("followers_min=10k") == {"low", "high"}
    assert handles("followers_min=10,000&followers_max=1.5M") == {"low", "high"}
    assert handles("followers_max=9999") == {"small"}


def test_a_size_band_holds_its_lower_bound_and_not_its_upper():
    make_tier("Micro", 10_000, 50_000)
    for followers in (9_999, 10_000, 49_999, 50_000):
        make_profile(handle=f"f{followers}", followers=followers)
    make_profile(handle="unknown", followers=None)
    assert handles("tier=micro") == {"f10000", "f49999"}


def test_a_band_of_a_platform_or_market_wins_there():
    make_tier("Micro", 10_000, 50_000)
    make_tier("Micro", 5_000, 10_000, platform="youtube")
    make_tier("Micro", 20_000, 30_000, market="JP")
    make_profile(handle="tube", platform="youtube", followers=7_000)
    make_profile(handle="gram", followers=7_000)
    make_profile(handle="gram20", followers=20_000)
    make_profile(handle="japan15", followers=15_000, country="JP")
    make_profile(handle="japan25", followers=25_000, country="JP")
    assert handles("tier=micro") >= {"tube", "gram20", "japan25"}
    assert "gram" not in handles("tier=micro")


def test_a_niche_of_the_first_level_holds_what_is_below_it():
    root = make_niche("Cuisine")
    make_profile(handle="root", niche=root)
    make_profile(handle="leaf", niche=make_niche("Sourdough", root))
    make_profile(handle="other", niche=make_niche("Chess club"))
    make_profile(handle="none")
    assert handles("niche=cuisine") == {"root", "leaf"}
    assert handles("niche=sourdough") == {"leaf"}
    assert handles("niche=sourdough&niche=chess-club") == {"leaf", "other"}
    assert handles("niche=unknown") == {"none"}


def test_a_curated_niche_wins_over_measured_and_that_over_reported():
    bread, chess, yoga = make_niche("Sourdough"), make_niche("Chess club"), make_niche("Yoga mat")
    profile = make_profile(handle="a", niche=bread, basis=Basis.REPORTED)
    assert handles("niche=sourdough") == {"a"}
    ProfileNiche.objects.create(profile=profile, niche=chess, basis=Basis.MEASURED, weight=0.6)
    assert handles("niche=sourdough") == set()
    assert handles("niche=chess-club") == {"a"}
    ProfileNiche.objects.create(profile=profile, niche=yoga, basis=Basis.CURATED)
    assert handles("niche=chess-club") == set()
    assert handles("niche=yoga-mat") == {"a"}


def test_a_passing_subject_is_no_niche():
    bread, chess = make_niche("Sourdough"), make_niche("Chess club")
    profile = make_profile(handle="a", niche=bread)
    ProfileNiche.objects.create(profile=profile, niche=chess, basis=Basis.MEASURED, weight=0.1)
    assert handles("niche=chess-club") == set()


def test_rates_are_asked_for_in_percent():
    make_profile(handle="low", engagement_rate=0.02, sponsored_share=0.5, percentile=0.2, growth_30d=-0.03)
    make_profile(handle="high", engagement_rate=0.05, sponsored_share=0.1, percentile=0.9, growth_30d=0.04)
    make_profile(handle="unknown")
    assert handles("er_min=3") == {"high"}
    assert handles("er_max=3,5 %") == {"low"}
    assert handles("er_min=2&er_max=5") == {"low", "high"}
    assert handles("sponsored_max=10") == {"high"}
    assert handles("percentile_min=90") == {"high"}
    assert handles("growth_min=-3") == {"low", "high"}


def test_country_and_language_with_the_unknown_as_a_choice():
    make_profile(handle="de", country="DE", language="de")
    make_profile(handle="at", country="AT", language="de")
    make_profile(handle="nowhere")
    assert handles("country=DE") == handles("country=de") == {"de"}
    assert handles("country=DE&country=unknown") == {"de", "nowhere"}
    assert handles("language=de") == {"de", "at"}
    assert handles("language=unknown") == {"nowhere"}


def test_last_post_counts_days_from_now():
    make_profile(handle="fresh", last_post_at=timezone.now() - timedelta(days=6))
    make_profile(handle="old", last_post_at=timezone.now() - timedelta(days=8))
    make_profile(handle="never")
    assert handles("last_post=7") == {"fresh"}
    assert handles("last_post=9") == {"fresh", "old"}


def test_verified_contact_and_tags():
    tag, other = make_tag("asked before"), make_tag("dear")
    make_profile(handle="yes", is_verified=True, contact="me@example.com", tags=[tag])
    make_profile(handle="no", is_verified=False, tags=[tag, other])
    make_profile(handle="unknown")
    assert handles("verified=yes") == {"yes"}
    assert handles("verified=no&verified=unknown") == {"no", "unknown"}
    assert handles("contact=yes") == {"yes"}
    assert handles("contact=no") == {"no", "unknown"}
    assert handles("contact=yes&contact=no") == {"yes", "no", "unknown"}
    assert handles(f"tag={tag.pk}") == {"yes", "no"}
    assert handles(f"tag={tag.pk}&tag={other.pk}") == {"yes", "no"}


def test_an_import_holds_what_it_created_updated_or_found_unchanged():
    new, changed, same, refused, _ = (make_profile(handle=h) for h in "abcde")
    record = make_import([new, new])  # the same account in two rows is one account
    for row, (profile, outcome) in enumerate(
        [
            (changed, RowOutcome.UPDATED),
            (same, RowOutcome.UNCHANGED),
            (refused, RowOutcome.REJECTED),
            (None, RowOutcome.REJECTED),
        ],
        10,
    ):
        ImportRow.objects.create(import_file=record, row=row, profile=profile, outcome=outcome)
    later = make_import([same])
    assert handles(f"import={record.pk}") == {"a", "b", "c"}
    assert ProfileFilter(f"import={record.pk}").qs.count() == 3
    assert handles(f"import={later.pk}") == {"c"}
    assert handles(f"import={record.pk}&import={later.pk}") == {"c"}, "one list at a time, the last one"


def test_an_import_is_called_by_name_and_age():
    record = make_import(
        [make_profile()], name="top.csv", finished_at=timezone.now() - timedelta(days=3, hours=1)
    )
    question = ProfileFilter(f"import=00{record.pk}")
    assert question.pairs() == [("import", str(record.pk))]
    assert question.words("import", str(record.pk)) == "From top.csv, imported 3 days ago"


@pytest.mark.parametrize("state", [state for state in ImportState if state != ImportState.DONE])
def test_an_import_that_is_not_done_or_was_taken_back_cannot_be_chosen(state):
    make_profile(handle="other")
    record = make_import([make_profile(handle="a")], state=state)
    question = ProfileFilter(f"import={record.pk}")
    assert set(question.qs.values_list("handle", flat=True)) == {"a", "other"}
    assert [(one.name, one.value) for one in question.ignored] == [("import", str(record.pk))]


def test_filters_of_different_kinds_hold_together():
    make_profile(handle="a", platform="tiktok", country="DE")
    make_profile(handle="b", platform="tiktok", country="FR")
    assert handles("platform=tiktok&country=DE") == {"a"}
    assert set(ProfileFilter("platform=tiktok&country=DE").narrowed({"country"})) == set(
        ProfileFilter("platform=tiktok").qs
    )


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("followers_min=abc", "followers_min"),
        ("followers_min=99999999999999999999999", "followers_min"),
        ("followers_max=-5", "followers_max"),
        ("er_min=NaN", "er_min"),
        ("er_max=1e9", "er_max"),
        ("sponsored_max=101", "sponsored_max"),
        ("last_post=0", "last_post"),
        ("last_post=999999999999", "last_post"),
        ("q=%00", "q"),
        ("q=" + "x" * 201, "q"),
        ("platform=myspace", "platform"),
        ("tier=gigantic", "tier"),
        ("niche=nothing", "niche"),
        ("country=Germany", "country"),
        ("language=klingon", "language"),
        ("verified=maybe", "verified"),
        ("tag=99999999999999999999999", "tag"),
        ("demo=2", "demo"),
        ("import=987654", "import"),
        ("import=top.csv", "import"),
        ("import=99999999999999999999999", "import"),
        ("import=999999999999999999", "import"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_told(query, name):
    make_profile(handle="a")
    question = ProfileFilter(query)
    assert set(question.qs.values_list("handle", flat=True)) == {"a"}
    assert [one.name for one in question.ignored] == [name]
    assert question.ignored[0].reason
    assert question.ignored[0].label
    assert question.pairs() == []


def test_of_several_values_those_that_make_sense_stay():
    make_profile(handle="a", platform="tiktok"), make_profile(handle="b")
    question = ProfileFilter("platform=tiktok&platform=myspace")
    assert question.qs.get().handle == "a"
    assert [(one.name, one.value) for one in question.ignored] == [("platform", "myspace")]


@pytest.mark.parametrize(
    "query",
    [
        "q=slow+bread&platform=tiktok&followers_min=10k&er_min=3.5&growth_min=-2&country=de&country=unknown",
        "verified=yes&contact=no&last_post=30&sponsored_max=12.5&demo=0",
    ],
)
def test_the_written_question_asks_for_the_same(query):
    question = ProfileFilter(query)
    again = ProfileFilter("&".join(f"{name}={value}" for name, value in question.pairs()))
    assert again.asked == question.asked
    assert not again.ignored
    assert all(question.words(name, value) for name, value in question.pairs())
