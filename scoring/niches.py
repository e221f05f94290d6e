"""The niche tree of the data file, brought into the catalogue."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from influencers.models import Niche
from scoring.core.lexicon import NICHES_FILE, Lexicon, build_lexicon, default_lexicon
from scoring.models import Override, ScoreRun
from scoring.overrides import current_overrides, niche_tree_with


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
    """The words of the data file on the tree of the catalogue, with what people added, moved or changed.

    Two queries. A catalogue without niches gives the tree of the file.
    """
    return lexicon_with(current_overrides())


def lexicon_of(run: ScoreRun) -> Lexicon:
    """The words that a run counts, on the tree of the catalogue; one query."""
    return lexicon_with(run.overrides)


def lexicon_with(overrides: Sequence[Mapping[str, Any]]) -> Lexicon:
    """The words of the data file with these changes made, on the tree of the catalogue; one query."""
    rows = Niche.objects.order_by("id").values_list("slug", "name", "parent__slug")
    words = [one for one in overrides if one["kind"] == Override.Kind.NICHE_WORD]
    return _lexicon_of(tuple(rows), json.dumps(words, sort_keys=True) if words else "")


@lru_cache(maxsize=4)
def _lexicon_of(rows: tuple[tuple[str, str, str | None], ...], overrides: str) -> Lexicon:
    changes = json.loads(overrides) if overrides else ()
    tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))
    if not rows:
        return build_lexicon(niche_tree_with(tree, changes)) if changes else default_lexicon()
    tree = _on_tree(tree, rows)
    return build_lexicon(niche_tree_with(tree, changes) if changes else tree)


def _on_tree(tree: dict[str, Any], rows: Sequence[tuple[str, str, str | None]]) -> dict[str, Any]:
    """The words of the file under the niches of the catalogue."""
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
    return tree
