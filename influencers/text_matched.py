"""Why an account answers a search: what of its handle, names, bio or hashtags holds the typed words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Func

from influencers.models import Post, Profile
from influencers.text.excerpt import Part, excerpt, inside, shortened, spans
from influencers.text.tokens import fold
from influencers.text_search import Answer
from influencers.typed_words import Kind, Typed


@dataclass(frozen=True, slots=True)
class Match:
    """One place: its name ("bio"), its text in pieces of which some are what was typed, and what to add."""

    place: str
    parts: tuple[Part, ...]
    more: str = ""


def matches_of(answer: Answer, profiles: Sequence[Profile]) -> dict[int, list[Match]]:
    """{account: the places that hold what was typed, each once}; one query, and none where all is in names
    and bios. The creator of each account is at hand."""
    found: dict[int, list[Match]] = {profile.pk: [] for profile in profiles}
    if answer.alike:
        like = Match("handle like", (Part(answer.typed[0].text, True),))
        return {pk: [like] for pk in found}
    left: dict[int, list[Typed]] = {}
    for profile in profiles:
        found[profile.pk], missing = _in_texts(profile, answer.typed)
        if missing:
            left[profile.pk] = missing
    for pk, tags in (_tags_of(left) if left else {}).items():
        found[pk] += _in_tags(left[pk], tags)
    return found


def near_of(profile: Profile) -> Match:
    """What an account that was found by meaning says of itself; no word of it need be the same."""
    bio = shortened(profile.bio) or "in its posts"
    return Match("by meaning", (Part(bio, False),))


def _in_texts(profile: Profile, typed: Sequence[Typed]) -> tuple[list[Match], list[Typed]]:
    """Where the account's own words hold what was typed, and the pieces that are in none of them."""
    texts = {"name": profile.display_name, "creator": profile.influencer.name, "bio": profile.bio}
    marked: dict[str, list[tuple[int, int]]] = {}
    missing: list[Typed] = []
    for one in typed:
        if one.kind == Kind.ACCOUNT:
            continue
        if part := one.part_of_handle and inside(profile.handle, one.part_of_handle):
            marked.setdefault("handle", []).extend(part)
            continue
        places = ((place, _spans(text, one)) for place, text in texts.items())
        place, own = next(((place, own) for place, own in places if own), ("", []))
        if own:
            marked.setdefault(place, []).extend(own)
        elif own := _spans(profile.handle, one):
            marked.setdefault("handle", []).extend(own)
        else:
            missing.append(one)
    texts["handle"] = profile.handle
    return [Match(place, excerpt(texts[place], sorted(own))) for place, own in marked.items()], missing


def _spans(text: str, one: Typed) -> list[tuple[int, int]]:
    return [] if one.kind == Kind.TAG else spans(text, one.text, whole=one.kind == Kind.PHRASE)


def _tags_of(profile_ids: Iterable[int]) -> dict[int, Counter[str]]:
    """{account: how many posts have each hashtag}."""
    rows = (
        Post.objects.filter(profile__in=list(profile_ids))
        .order_by()
        .annotate(tag=Func("hashtags", function="unnest"))
        .values_list("profile", "tag")
        .annotate(n=Count("pk"))
    )
    found: dict[int, Counter[str]] = {}
    for pk, tag, posts in rows:
        found.setdefault(pk, Counter())[fold(tag)] += posts
    return found


def _in_tags(typed: Sequence[Typed], tags: Counter[str]) -> list[Match]:
    """The hashtag used most that holds each piece."""
    found: dict[str, Match] = {}
    for one in typed:
        holding = [tag for tag in tags if _holds(tag, one)]
        if holding:
            tag = max(holding, key=lambda own: (tags[own], own))
            posts = f"in {tags[tag]} post{'' if tags[tag] == 1 else 's'}"
            found[tag] = Match("", (Part(f"#{tag}", True),), posts)
    return list(found.values())


def _holds(tag: str, one: Typed) -> bool:
    if one.kind == Kind.TAG:
        return tag == one.text
    return bool(spans(tag, one.text, whole=one.kind == Kind.PHRASE))
