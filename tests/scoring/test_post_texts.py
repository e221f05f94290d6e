"""The words of posts are read once and kept; read anew when they change; gone when they must not be kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from influencers.models import Post, Profile, ProfileNiche
from scoring.core.frames import Frames
from scoring.core.lexicon import default_lexicon
from scoring.core.matching import find_all
from scoring.core.post_hits import HITS
from scoring.core.post_texts import COLUMNS, default_text_rules, post_texts, with_post_texts
from scoring.frames import load_frames
from scoring.models import Override, PostText
from scoring.post_texts import current_text_rules, forget_texts, read_frames
from scoring.run import score_all
from tests.factories import make_post, make_profile
from tests.scoring.planted import post, posts_frame, profiles_frame

db = pytest.mark.django_db


def digests() -> dict[int, str]:
    return dict(PostText.objects.values_list("post", "digest"))


def read_posts(profile: Profile) -> int:
    """How many posts of the account were read, because they had to be."""
    before = digests()
    read_frames(Profile.objects.filter(pk=profile.pk), timezone.now(), current_text_rules())
    return sum(before.get(post) != digest for post, digest in digests().items())


@db
def test_a_post_is_read_once_and_again_when_its_words_change(monkeypatch):
    profile = make_profile()
    shown = make_post(profile, caption="New shoes #ad with @swiftshoes")
    make_post(profile, caption="A walk in the park")
    assert read_posts(profile) == 2
    kept = PostText.objects.get(post=shown)
    assert kept.sponsored_probability > 0.9
    assert kept.matches == [["strong", "#ad"]]
    assert kept.brands == ["swiftshoes"]
    assert read_posts(profile) == 0
    Post.objects.filter(pk=shown.pk).update(caption="New shoes, bought by myself")
    assert read_posts(profile) == 1
    assert PostText.objects.get(post=shown).matches == []
    Profile.objects.filter(pk=profile.pk).update(bio="I run swiftshoes.com")
    assert read_posts(profile) == 2
    monkeypatch.setattr("scoring.core.post_texts.VERSION", "another")
    assert read_posts(profile) == 2
    assert read_posts(profile) == 0


@db
def test_a_run_reads_the_posts_of_the_last_year_and_frames_hold_what_was_read():
    profile = make_profile()
    new = make_post(profile, caption="So good #ad")
    old = make_post(profile, caption="So good #ad", published_at=timezone.now() - timedelta(days=400))
    bare = make_post(profile, caption="")
    score_all(timezone.now())
    assert set(PostText.objects.values_list("post", flat=True)) == {new.pk, bare.pk}
    assert PostText.objects.get(post=bare).sponsored_probability is None
    assert not PostText.objects.filter(post=old).exists()
    PostText.objects.filter(post=new).update(sponsored_probability=0.7)
    posts = load_frames(Profile.objects.all(), timezone.now()).posts.set_index("post_id")
    assert posts.loc[new.pk, "sponsored_probability"] == 0.7
    assert posts.loc[new.pk, "matches"] == [["strong", "#ad"]]


@db
def test_what_is_read_on_the_way_stands_in_the_frames_as_it_is_stored():
    profile = make_profile(language="en")
    make_post(profile, caption="Fresh sourdough #ad")
    assert read_posts(profile) == 1
    make_post(profile, caption="New shoes #sponsored by @swiftshoes")
    make_post(profile, caption="")
    asked = Profile.objects.filter(pk=profile.pk), timezone.now()
    on_the_way = read_frames(*asked, current_text_rules())
    assert PostText.objects.count() == 3
    stored = load_frames(*asked)
    for name in (*COLUMNS, *HITS):
        assert on_the_way.posts[name].isna().tolist() == stored.posts[name].isna().tolist()
        assert on_the_way.posts[name].dropna().tolist() == stored.posts[name].dropna().tolist()
    assert list(on_the_way.posts) == list(stored.posts)


@db
def test_a_later_run_takes_the_niche_words_that_were_kept(monkeypatch):
    profile = make_profile(bio="")
    make_post(profile, caption="Fresh sourdough for breakfast")
    now = timezone.now()
    score_all(now)
    kept = PostText.objects.get()
    hits = [default_lexicon().meanings.hits[at].word for at in kept.niche_hits]
    assert "sourdough" in hits
    niches = list(ProfileNiche.objects.values_list("niche__slug", "weight"))
    assert niches

    def nothing_left_to_read(lexicon, texts, *rest):
        assert not any(texts)
        return find_all(lexicon, texts, *rest)

    monkeypatch.setattr("scoring.core.post_hits.find_all", nothing_left_to_read)
    score_all(now)
    assert list(ProfileNiche.objects.values_list("niche__slug", "weight")) == niches


@db
def test_niche_words_are_read_again_when_the_lexicon_changes():
    profile = make_profile()
    made = make_post(profile, caption="A zzyzx for everybody")
    assert read_posts(profile) == 1
    assert PostText.objects.get(post=made).niche_hits == []
    Override.objects.create(
        kind=Override.Kind.NICHE_WORD, target="baking", action="add", word="zzyzx", language="en", why="new"
    )
    rules = current_text_rules()
    assert read_posts(profile) == 1
    kept = PostText.objects.get(post=made)
    assert [rules.lexicon.meanings.hits[at].word for at in kept.niche_hits] == ["zzyzx"]
    assert kept.niche_lexicon == rules.lexicon.mark
    assert read_posts(profile) == 0


@db
def test_niche_words_go_when_the_words_go():
    gone = make_post(make_profile(), caption="Fresh sourdough")
    read_posts(gone.profile)
    Post.objects.filter(pk=gone.pk).update(caption="", hashtags=[], mentions=[])
    assert forget_texts() == 1
    assert not PostText.objects.exists()


@db
def test_what_was_read_goes_when_the_words_go():
    profile = make_profile()
    gone, labelled = make_post(profile, caption="#ad"), make_post(profile, caption="", paid_flag=True)
    read_posts(profile)
    Post.objects.filter(pk=gone.pk).update(caption="", hashtags=[], mentions=[])
    assert forget_texts() == 1
    assert list(PostText.objects.values_list("post", flat=True)) == [labelled.pk]
    assert forget_texts() == 0


def test_posts_that_come_without_it_are_read_and_the_others_are_left_alone():
    posts = posts_frame(post(caption="#ad"), post(caption="a walk"), post(caption=""))
    read = with_post_texts(Frames(profiles_frame({}), posts)).posts
    assert read["sponsored_probability"].round(2).tolist()[:2] == [0.95, 0.0]
    assert read["sponsored_probability"].isna().tolist() == [False, False, True]
    assert read["matches"].tolist() == [[["strong", "#ad"]], [], []]
    read.at[0, "matches"], read.at[1, "sponsored_probability"] = None, 0.4
    again = with_post_texts(Frames(profiles_frame({}), read)).posts
    assert again["sponsored_probability"].round(2).tolist()[:2] == [0.95, 0.4]


def test_a_label_counts_without_words_and_order_does_not_matter():
    posts = posts_frame(post(paid_flag=True), post(paid_flag=False), post(2, caption="#werbung"))
    read = post_texts(profiles_frame({}, {}), posts, default_text_rules())
    assert read["sponsored_probability"].round(2).tolist() == [1.0, 0.0, 0.95]
    turned = post_texts(profiles_frame({}, {}), posts[::-1], default_text_rules())
    assert turned[::-1].equals(read)
    assert tuple(read) == COLUMNS
