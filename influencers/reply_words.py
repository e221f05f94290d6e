"""What was read of the comments under an account's posts, or why nothing was: for its page."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Q

from influencers.choices import Source
from influencers.comments import ENOUGH
from influencers.models import CommentSignal, Post, Profile
from influencers.sources.registry import SOURCES, missing, policy_of, source_class
from influencers.terms import why_not_measured


@dataclass(frozen=True, slots=True)
class Replies:
    """read: comments by others; posts: under how many; newest: time of the newest; answered: how many of
    them the creator answered; read_at: when they were last asked for; days: how long they are kept.
    why_none: why there is nothing to say, "" where there is."""

    read: int = 0
    posts: int = 0
    newest: datetime | None = None
    answered: int = 0
    read_at: datetime | None = None
    source: str = ""
    days: int = 0
    why_none: str = ""


def replies_of(profile: Profile) -> Replies:
    """The comments under the posts of an account, in three queries at most."""
    found = CommentSignal.objects.filter(post__profile=profile, answers="", is_creator=False).aggregate(
        read=Count("pk"), posts=Count("post", distinct=True), newest=Max("published_at")
    )
    if not found["read"]:
        return Replies(why_none=_why_none(profile))
    own = CommentSignal.objects.filter(post__profile=profile, is_creator=True).exclude(answers="")
    key = CommentSignal.objects.filter(post__profile=profile).values_list("source", flat=True)[0]
    return Replies(
        **found,
        answered=own.values("post", "answers").distinct().count(),
        read_at=Post.objects.filter(profile=profile).aggregate(at=Max("comments_read_at"))["at"],
        source=Source(key).label,
        days=policy_of(key, settings).comment_days,
    )


def _why_none(profile: Profile) -> str:
    key = Source.DEMO.value if profile.is_demo else profile.platform
    if key not in SOURCES:
        return f"Comments on {profile.get_platform_display()} cannot be read: it is known from files only."
    source = source_class(key)
    if reason := source.lacks.get("comments"):
        return reason
    if why := why_not_measured(profile):
        return f"Not read: {why.removeprefix('not measured: ')} let nobody measure them."
    if missing(key, settings):
        return f"Not read: {source.label} is not connected."
    asked = Post.objects.filter(profile=profile, comments_read_at__isnull=False).exclude(
        comments_missing=ENOUGH
    )
    answers = asked.aggregate(n=Count("pk"), none=Count("pk", filter=Q(comments_missing="")))
    if not answers["n"]:
        return "Not read yet: a post is read once it is three days old, those of wanted accounts first."
    if answers["none"]:
        return f"Nobody commented under the {answers['none']} posts that were looked at."
    return asked.exclude(comments_missing="").order_by("-comments_read_at")[0].comments_missing
