"""Posts of fictional accounts, many at once, in arrays: pure, the same for the same generator."""

from dataclasses import dataclass

import numpy as np

from influencers.scale.people import DAY, PLATFORM_NAMES, YEAR, People
from influencers.scale.phrases import Phrases
from influencers.sources.demo import COMMENT_SHARE, ENGAGEMENT, KINDS

# Engagement falls with size, and that of an account scatters around its own.
FALL, SCATTER = 0.17, 0.6
# A post that is endorsed has so much of the engagement; so many carry the platform's label.
ENDORSED, LABELLED = 0.75, 0.4
# Counts reach nine tenths of their final value in three days.
SETTLED = np.log(10) / 3
# Likes of a single post that cannot be read.
UNREAD = 0.01
SECOND_LINE, EVERYDAY, OWN_TAG, BRANCHES_OUT = 0.5, 0.13, 0.25, 0.17
SPREAD_OF_POSTS = 0.9
_LABELS = PLATFORM_NAMES != "bluesky"
_SHARES = np.isin(PLATFORM_NAMES, ["tiktok", "bluesky"])
_SAVES = PLATFORM_NAMES == "tiktok"
_KIND = np.array([KINDS[name] for name in PLATFORM_NAMES], dtype=object)
_RATE = np.array([ENGAGEMENT[name] for name in PLATFORM_NAMES])
_COMMENTS = np.array([COMMENT_SHARE[name] for name in PLATFORM_NAMES])


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts in the order of their accounts, the oldest of each first. `of`: the position of the account;
    `slot`: which of its posts; `published` in seconds since 1970. Counts of -1 are hidden or not told;
    `paid`: 1, 0, or -1 where the platform has no label. Hashtags and mentions are parted by commas."""

    of: np.ndarray
    slot: np.ndarray
    published: np.ndarray
    kind: np.ndarray
    caption: np.ndarray
    hashtags: np.ndarray
    mentions: np.ndarray
    likes: np.ndarray
    comments: np.ndarray
    shares: np.ndarray
    saves: np.ndarray
    views: np.ndarray
    paid: np.ndarray

    def __len__(self) -> int:
        return len(self.of)


def posts(people: People, count: int, phrases: Phrases, dice: np.random.Generator) -> Posts:
    """`count` posts of these accounts over the year before each was read: few accounts have many."""
    busy = np.exp(dice.normal(0, SPREAD_OF_POSTS, len(people)))
    each = dice.multinomial(count, busy / busy.sum())
    of = np.repeat(np.arange(len(people)), each)
    slot = np.arange(count) - np.repeat(np.cumsum(each) - each, each)
    # Those that stopped did so four months ago or earlier.
    youngest = np.where(people.dormant[of], 120.0, 0.01)
    age = youngest + (YEAR - youngest) * dice.random(count)
    age = age[np.lexsort((-age, of))]
    platform = people.platform_at[of]
    which = dice.integers(0, _KIND.shape[1], count)
    kind = _KIND[platform, which]
    sponsored = dice.random(count) < people.sponsored[of]
    caption, hashtags, mentions = _texts(people, of, sponsored, phrases, dice)
    likes, comments, final, mature = _counts(people, of, age, sponsored, dice)
    shares = final * dice.uniform(0.02, 0.1, count) * mature
    saves = final * 0.06 * dice.random(count) * mature
    views = final * dice.uniform(9, 31, count) * mature
    watched = (PLATFORM_NAMES[platform] != "bluesky") & (
        (PLATFORM_NAMES[platform] != "instagram") | (kind == "short")
    )
    hidden = people.hides_likes[of] | (dice.random(count) < UNREAD)
    return Posts(
        of=of,
        slot=slot,
        published=people.fetched[of] - (age * DAY).astype(np.int64),
        kind=kind,
        caption=caption,
        hashtags=hashtags,
        mentions=mentions,
        likes=_told(likes, ~hidden),
        comments=comments,
        shares=_told(shares, _SHARES[platform]),
        saves=_told(saves, _SAVES[platform]),
        views=_told(views, watched),
        paid=np.where(_LABELS[platform], sponsored & (dice.random(count) < LABELLED), -1),
    )


def _counts(people: People, of, age, sponsored, dice: np.random.Generator):
    """(likes, comments, engagement that it ends with, share of that reached) of each post."""
    followers = people.followers[of]
    platform = people.platform_at[of]
    rate = _RATE[platform] * people.loved[of] * (followers / 10_000) ** -FALL
    luck = np.exp(dice.normal(0, SCATTER, len(of)))
    final = followers * rate * luck * np.where(sponsored, ENDORSED, 1.0)
    mature = 1 - np.exp(-SETTLED * age)
    share = _COMMENTS[platform] * dice.uniform(0.5, 1.5, len(of))
    return final * (1 - share) * mature, (final * share * mature).astype(np.int64), final, mature


def _texts(people: People, of, sponsored, phrases: Phrases, dice: np.random.Generator):
    """(captions, hashtags, mentions): an opening, maybe a second line, an endorsement, signs, hashtags."""
    count = len(of)
    language, leaf = people.language_at[of], people.leaf_at[of]
    elsewhere = dice.random(count) < BRANCHES_OUT
    leaf = np.where(elsewhere, dice.integers(0, len(phrases.leaves), count), leaf)
    place = phrases.place(language, leaf)
    everyday = (dice.random(count) < EVERYDAY) & ~sponsored
    opening = np.where(
        everyday,
        phrases.everyday.pick(language, dice.random(count)),
        phrases.openings.pick(place, dice.random(count)),
    )
    second = phrases.seconds.pick(place, dice.random(count))
    second = np.where(dice.random(count) < SECOND_LINE, second, "")
    ad_chance, end_chance = dice.random(count), dice.random(count)
    ads = np.where(sponsored, phrases.ads.pick(language, ad_chance), "")
    mentions = np.where(sponsored, phrases.ad_brands.pick(language, ad_chance), "")
    own = (dice.random(count) < OWN_TAG) & ~everyday
    tag = people.tag[of]
    caption = opening + second + ads + phrases.ends.pick(place, end_chance) + np.where(own, " #" + tag, "")
    tags = phrases.end_tags.pick(place, end_chance)
    for more in (np.where(own, tag, ""), np.where(sponsored, phrases.ad_tags.pick(language, ad_chance), "")):
        between = np.where((tags != "") & (more != ""), ",", "")
        tags = tags + between + more
    return caption, tags, mentions


def _told(figures: np.ndarray, told: np.ndarray) -> np.ndarray:
    return np.where(told, figures, -1).astype(np.int64)
