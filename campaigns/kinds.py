"""Kinds of content as a condition: which accounts post enough of some kinds, as the last scoring counted."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db.models import FloatField, Func, Q, TextField, Value
from django.db.models.fields.json import KeyTransform

from scoring.core.content import CONTENT
from scoring.models import ProfileScore

# One post in five: nobody is asked for a kind of content that they seldom make. Judgement.
POSTED_SHARE = 0.2


class ShareOfKinds(Func):
    """The share of posts of some kinds, from the kinds that the part "content" has and those asked for."""

    template = "(SELECT sum((one->>'share')::float) FROM jsonb_array_elements(%(expressions)s))"
    arg_joiner = ") one WHERE one->>'kind' = ANY("
    output_field = FloatField()


def posts_kinds(kinds: Collection[str]) -> Q:
    """Accounts of whose posts at least POSTED_SHARE are of these kinds together."""
    told = KeyTransform("kinds", KeyTransform(CONTENT, "parts"))
    asked = Value(list(kinds), ArrayField(TextField()))
    scores = ProfileScore.objects.alias(share=ShareOfKinds(told, asked)).filter(share__gte=POSTED_SHARE)
    return Q(pk__in=scores.values("profile"))


def kinds_measured() -> Q:
    """Accounts whose content was measured."""
    return Q(pk__in=ProfileScore.objects.filter(parts__has_key=CONTENT).values("profile"))
