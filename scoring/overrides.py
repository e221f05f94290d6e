"""What people changed, as runs keep it, and what ships with the app with those changes made."""

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from influencers.text.tokens import fold
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS, VERSION, Constants
from scoring.models import Override

Row = Mapping[str, Any]
ANY_LANGUAGE = ""


def current_overrides() -> list[dict[str, Any]]:
    """The changes that hold now as JSON-ready rows in a fixed order; one query."""
    return [
        {
            "kind": one.kind,
            "action": one.action,
            "target": one.target,
            "language": one.language,
            "word": one.word,
            "value": one.value,
            "words": one.words,
        }
        for one in Override.objects.order_by("kind", "target", "language", "word")
    ]


def overrides_hash(overrides: Sequence[Row]) -> str:
    """SHA-256 over the changes; "" without any."""
    if not overrides:
        return ""
    return hashlib.sha256(json.dumps(list(overrides), sort_keys=True).encode()).hexdigest()


def version_with(overrides: Sequence[Row]) -> str:
    """The version that scores carry: the method's, with a mark of what people changed."""
    return f"{VERSION}+{overrides_hash(overrides)[:6]}" if overrides else VERSION


def base_of(version: str) -> str:
    """The version of the method in a version that scores carry."""
    return version.split("+", 1)[0]


def constants_with(overrides: Iterable[Row]) -> Constants:
    """The shipped constants with the changes made; a whole number stays one."""
    shipped = CONSTANTS.as_dict()
    changed = {
        one["target"]: type(shipped[one["target"]])(one["value"])
        if isinstance(shipped[one["target"]], int) and float(one["value"]).is_integer()
        else one["value"]
        for one in overrides
        if one["kind"] == Override.Kind.CONSTANT and one["target"] in shipped
    }
    return replace(CONSTANTS, **changed) if changed else CONSTANTS


def weights_with(overrides: Iterable[Row]) -> Mapping[str, float]:
    """The shipped weights with the changes made, brought back to a sum of 1."""
    changed = {
        one["target"]: one["value"]
        for one in overrides
        if one["kind"] == Override.Kind.WEIGHT and one["target"] in DEFAULT_WEIGHTS
    }
    if not changed:
        return DEFAULT_WEIGHTS
    whole = {**DEFAULT_WEIGHTS, **changed}
    total = sum(whole.values())
    return {criterion: weight / total for criterion, weight in whole.items()}


def niche_tree_with(tree: Mapping[str, Any], overrides: Iterable[Row]) -> dict[str, Any]:
    """The tree of words with the changes made; the tree given stays as it is. A change to a niche that is no
    more has no effect."""
    changed = copy.deepcopy(dict(tree))
    weights = changed.setdefault("weights", {})
    leaves = {leaf["slug"]: leaf for root in changed["niches"] for leaf in root["children"]}
    for one in overrides:
        if one["kind"] == Override.Kind.NICHE_WORD and (leaf := leaves.get(one["target"])):
            _change(leaf["words"], weights, one)
    return changed


def sponsorship_with(data: Mapping[str, Any], overrides: Iterable[Row]) -> dict[str, Any]:
    """The words of sponsorship with the changes made; the data given stay as they are."""
    changed = copy.deepcopy(dict(data))
    for one in overrides:
        lists = changed["languages"].get(one["language"], {})
        if one["kind"] == Override.Kind.AD_WORD and one["target"] in lists:
            word, own = fold(one["word"]), lists[one["target"]]
            lists[one["target"]] = [known for known in own if fold(known) != word]
            if one["action"] == Override.Action.ADD:
                lists[one["target"]].append(one["word"])
    return changed


def _change(words: dict[str, list[str]], weights: dict[str, float], one: Row) -> None:
    word = fold(one["word"])
    match one["action"]:
        case Override.Action.ADD:
            own = words.setdefault(one["language"] or "en", [])
            if word not in {fold(known) for known in own}:
                own.append(one["word"])
        case Override.Action.REMOVE:
            for language in [one["language"]] if one["language"] else list(words):
                words[language] = [known for known in words.get(language, []) if fold(known) != word]
        case Override.Action.WEIGH:
            weights[word.rstrip("*")] = one["value"]
