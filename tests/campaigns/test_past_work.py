"""Past work with the own brand: what counts as work, who sees it, and what a brief can ask about it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.brief import count_within_limits
from campaigns.choices import PastWork, Role
from campaigns.models import Campaign
from campaigns.own_brand import OwnBrand, same_brand
from campaigns.past_work import related_to, who_worked, work_of, worked_with
from influencers.models import Post, Profile
from scoring.run import score_all
from tests.campaigns.catalogue import make_scored
from tests.factories import make_campaign, make_candidate, make_member, make_post, make_profile, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ACME = {
    "brand_names": ["Acme Running"], "brand_handles": ["acme.run"], "brand_domains": ["acme.com"],
    "hashtags": ["acmeautumn"], "codes": ["ACME10"],
}  # fmt: skip


def seen_by(user, campaign: Campaign) -> Campaign:
    """The campaign as this person finds it."""
    return Campaign.objects.visible_to(user).get(pk=campaign.pk)


@pytest.mark.parametrize(
    ("caption", "words", "is_work"),
    [
        ("New shoes #ad @acme.run", ["@acme.run"], True),
        ("#ad Loving my Acme Running shoes", ["Acme Running"], True),
        ("Get yours at https://shop.acme.com/new #ad", ["acme.com"], True),
        ("So fast #AcmeAutumn", ["#acmeautumn"], True),
        ("Save with acme10 until Sunday", ["ACME10"], True),
        ("My Acme Running shoes are old", ["Acme Running"], False),
        ("Lovely day with @acme.run", ["@acme.run"], False),
        ("ACME100 and acme.community #acmeautumns", [], False),
        ("#ad for @somebodyelse", [], False),
    ],
)
def test_what_names_the_brand_and_what_of_it_is_work(caption, words, is_work):
    now, brand = timezone.now(), OwnBrand.of(Campaign(**ACME))
    tags = [word[1:].casefold() for word in caption.split() if word[0] == "#"]
    mentions = [word[1:].casefold() for word in caption.split() if word[0] == "@"]
    post = make_post(
        make_profile(), caption=caption, hashtags=tags, mentions=mentions, published_at=now - 9 * DAY
    )
    make_post(make_profile(), caption="nothing of it")
    score_all(now)
    post = Post.objects.select_related("text").get(pk=post.pk)
    assert [*brand.own_marks(post), *brand.names_in(post)] == words
    assert brand.is_work(post) is is_work
    assert list(Post.objects.filter(brand.work())) == ([post] if is_work else []), (
        "the database answers alike"
    )
    assert (post in brand.posts_that_may_name_it(Post.objects.all())) >= bool(words)


def test_briefs_are_of_one_brand_by_name_handle_or_domain():
    mine = OwnBrand(names=("Acme Running",))
    others = [
        Campaign(pk=1, brand_names=["ACME-running"]), Campaign(pk=2, brand_handles=["acme.running"]),
        Campaign(pk=3, brand_domains=["acmerunning.co.uk"]), Campaign(pk=4, brand_names=["Acme"]),
        Campaign(pk=5, hashtags=["acmerunning"]), Campaign(pk=6),
    ]  # fmt: skip
    assert same_brand(mine, others) == [1, 2, 3]
    assert same_brand(OwnBrand(), others) == []


def test_agreements_count_for_the_whole_creator_and_only_as_far_as_one_may_see():
    owner, guest = make_user(), make_user()
    spring, autumn = make_campaign(owner, **ACME), make_campaign(owner, brand_names=["Acme Running"])
    other = make_campaign(owner, brand_names=["Bolt"])
    make_member(autumn, guest, Role.VIEWER)
    agreed = spring.stages.get(name="Agreed")
    candidate = make_candidate(spring, stage=agreed)
    twin = make_profile(influencer=candidate.profile.influencer, platform="tiktok")
    make_candidate(spring), make_candidate(other, stage=other.stages.get(name="Agreed"))
    removed = make_candidate(spring, stage=agreed, removed_at=timezone.now())
    both = {candidate.profile_id, twin.pk}
    everybody = {*both, removed.profile_id}
    assert related_to(seen_by(owner, autumn)) == [spring.pk]
    assert who_worked(seen_by(owner, autumn), everybody) == both
    assert who_worked(seen_by(guest, autumn), everybody) == set(), "the guest is no member of spring"
    assert who_worked(seen_by(owner, spring), everybody) == set(), "its own agreements are no past work"
    assert who_worked(autumn, everybody) == set(), "nobody looks"
    assert not Profile.objects.filter(worked_with(Campaign())).exists()


def test_a_brief_asks_for_those_who_worked_with_us_or_for_the_others():
    now, owner = timezone.now(), make_user()
    worked = make_profile(followers=9_000)
    make_post(worked, caption="#ad @acme.run", mentions=["acme.run"], published_at=now - 9 * DAY)
    make_profile(followers=9_000)
    score_all(now)
    campaign = make_campaign(owner, **ACME, past_work=PastWork.ONLY, dormant=True)
    counted = count_within_limits(seen_by(owner, campaign), now)
    assert (counted.n, counted.limits[-1].limit.words) == (1, "worked with us before")
    campaign.past_work = PastWork.NEVER
    counted = count_within_limits(campaign, now)
    assert (counted.n, counted.limits[-1].limit.words) == (1, "never worked with us")


def test_the_block_tells_of_posts_campaigns_and_fees(client):
    now, owner = timezone.now(), make_user()
    campaign = make_campaign(owner, name="Spring run", **ACME)
    make_campaign(owner, name="Summer run", brand_names=["Acme Running", "Acme R"])
    agreed = campaign.stages.get(name="Agreed")
    candidate = make_candidate(campaign, stage=agreed, fee_agreed=Decimal("250"), currency="EUR")
    creator = candidate.profile.influencer
    for days, caption in [
        (40, "One #ad @acme.run"),
        (20, "Two #ad @acme.run"),
        (5, "Old Acme Running shoes"),
    ]:
        make_post(
            candidate.profile,
            caption=caption,
            url=f"https://posts.test/{days}",
            published_at=now - days * DAY,
        )
    make_post(make_profile(), caption="Somebody else #ad @acme.run")
    score_all(now)
    past = work_of(creator, owner)
    (work,) = past.works
    assert (work.brand, work.n_work, work.n_mentions, work.more) == ("Acme Running", 2, 1, 0)
    assert (work.first, work.last) == (now - 40 * DAY, now - 20 * DAY)
    assert [one.post.url[-2:] for one in work.posts] == ["/5", "20", "40"]
    assert past.worked
    client.force_login(owner)
    page = client.get(reverse("creator_past_work", args=[creator.pk])).content.decode()
    for told in (
        "Worked with you",
        "Spring run",
        "EUR 250 agreed",
        "Agreed",
        "https://posts.test/40",
        "mention",
    ):
        assert told in page
    block = client.get(reverse("creator_past_work", args=[creator.pk]), headers={"HX-Request": "true"})
    assert "<html" not in block.content.decode()
    assert (
        reverse("creator_past_work", args=[creator.pk])
        in client.get(creator.get_absolute_url()).content.decode()
    )


def test_an_outsider_sees_nothing_of_any_campaign(client, team):
    Campaign.objects.filter(pk=team.campaign.pk).update(**ACME)
    candidate = make_candidate(team.campaign, stage=team.campaign.stages.get(name="Agreed"))
    make_post(candidate.profile, caption="#ad @acme.run")
    score_all(timezone.now())
    address = reverse("creator_past_work", args=[candidate.profile.influencer_id])
    for person in (team.outsider, team.admin):
        client.force_login(person)
        block = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "past-work" not in block
        assert "Autumn kitchen" not in client.get(address).content.decode()
    for person in (team.owner, team.editor, team.viewer):
        client.force_login(person)
        assert "Autumn kitchen" in client.get(address).content.decode()


def test_without_past_work_the_block_says_what_to_do(client):
    owner, creator = make_user(), make_profile().influencer
    campaign = make_campaign(owner)
    client.force_login(owner)
    address = reverse("creator_past_work", args=[creator.pk])
    page = client.get(address).content.decode()
    assert "No brief of yours names a brand yet" in page
    assert f"{reverse('campaign_edit', args=[campaign.pk])}#part-brand" in page
    Campaign.objects.update(brand_names=["Acme"])
    assert "names Acme, and there is no agreement" in client.get(address).content.decode()
    creator.status = "blocked"
    creator.save()
    assert client.get(address).status_code == 404


def test_the_ranking_marks_who_worked_with_us_and_can_be_narrowed_without_changing_the_brief(client):
    first, second, *_ = make_scored(12, score=False)
    make_post(first, caption="#ad @acme.run", mentions=["acme.run"])
    score_all(timezone.now())
    owner = make_user()
    campaign = make_campaign(owner, **ACME)
    client.force_login(owner)
    address = reverse("campaign_ranking", args=[campaign.pk])

    def shown(asked: str) -> tuple[str, bool, bool]:
        page = client.get(address, {"worked": asked} if asked else {}).content.decode()
        return page, f'id="p{first.pk}"' in page, f'id="p{second.pk}"' in page

    page, *both = shown("")
    assert both == [True, True]
    assert page.count("Worked with you") == 1
    assert "?worked=only" in page
    assert shown("only")[1:] == (True, False)
    page, *both = shown("never")
    assert both == [False, True]
    assert "Worked with you" not in page
    assert shown("nonsense")[1:] == (True, True)
    campaign.refresh_from_db()
    assert campaign.past_work == PastWork.ANY
    Campaign.objects.update(brand_names=[], brand_handles=[], brand_domains=[], hashtags=[], codes=[])
    page, *both = shown("only")
    assert both == [True, True], "without a brand there is nothing to ask"
    assert "Past work with us" not in page
