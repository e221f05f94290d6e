"""The niche tree of the data file, brought into the catalogue."""

import json
from functools import lru_cache

from influencers.models import Niche
from scoring.core.lexicon import NICHES_FILE, Lexicon, build_lexicon, default_lexicon


def sync_niches(model: type[Niche] = Niche) -> int:
    """Adds the nodes of `scoring/data/niches.json` that the catalogue lacks and returns how many.

    What a curator renamed or moved stays as it is; safe to run at any time.
    """
    tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))["niches"]
    known = dict(model.objects.values_list("slug", "id"))
    roots = [model(slug=root["slug"], name=root["name"]) for root in tree if root["slug"] not in known]
    model.objects.bulk_create(roots, ignore_conflicts=True)
    if roots:
        known = dict(model.objects.values_list("slug", "id"))
    leaves = [
        model(slug=leaf["slug"], name=leaf["name"], parent_id=known[root["slug"]])
        for root in tree
        for leaf in root["children"]
        if leaf["slug"] not in known
    ]
    model.objects.bulk_create(leaves, ignore_conflicts=True)
    return len(roots) + len(leaves)


def current_lexicon() -> Lexicon:
    """The words of the data file on the tree of the catalogue, with what curators added or moved.

    One query. A catalogue without niches gives the tree of the file.
    """
    rows = Niche.objects.order_by("id").values_list("slug", "name", "parent__slug")
    return _lexicon_of(tuple(rows))


@lru_cache(maxsize=4)
def _lexicon_of(rows: tuple[tuple[str, str, str | None], ...]) -> Lexicon:
    if not rows:
        return default_lexicon()
    tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))
    shipped = {leaf["slug"]: leaf for root in tree["niches"] for leaf in root["children"]}
    below: dict[str, list[tuple[str, str]]] = {slug: [] for slug, _, parent in rows if parent is None}
    for slug, name, parent in rows:
        if parent in below:
            below[parent].append((slug, name))
    # A niche without any below it holds creators itself.
    tree["niches"] = [
        {
            "slug": slug,
            "name": name,
            "children": [
                {"words": {}} | shipped.get(leaf, {}) | {"slug": leaf, "name": leaf_name}
                for leaf, leaf_name in below[slug] or [(slug, name)]
            ],
        }
        for slug, name, parent in rows
        if parent is None
    ]
    return build_lexicon(tree)
