"""Posts taken away with all that hangs on them, also what other rooms of the app keep beside a post."""

from collections import Counter
from collections.abc import Collection

from django.db import models

from influencers.models import Post


def delete_posts(profile_ids: Collection[int]) -> Counter[type[models.Model]]:
    """How many rows went, by model: the posts of these accounts and what points at them. One statement a
    table, because the cascade would read every row to delete it."""
    gone: Counter[type[models.Model]] = Counter()
    for relation in Post._meta.related_objects:
        name = relation.field.name
        rows = relation.related_model.objects.filter(**{f"{name}__profile__in": profile_ids})
        if relation.on_delete is models.SET_NULL:  # the row means something without the post
            rows.update(**{name: None})
            continue
        gone[relation.related_model] += rows._raw_delete(using=rows.db) or 0
    posts = Post.objects.filter(profile__in=profile_ids)
    gone[Post] += posts._raw_delete(using=posts.db) or 0
    return gone
