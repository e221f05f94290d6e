"""What counts how much in a brief: presets, and sliders that win over them. Pure."""

from collections.abc import Mapping

from scoring.core.schema import CRITERIA, FRESHNESS
from scoring.core.weights import DEFAULT_WEIGHTS, PRESETS

STANDARD, OWN, FRESH_FACES = "balanced", "own", "fresh faces"
CHOICES = (*((name, name.capitalize()) for name in PRESETS), (OWN, "Own weights"))
# A freshness that weighs so much was meant.
NOTABLE_FRESHNESS = 0.15


def sliders_of(weights: Mapping[str, float]) -> dict[str, int]:
    """{criterion: whole per cent} of stored weights; those not named are the standard's."""
    return {c: round(100 * weights.get(c, DEFAULT_WEIGHTS[c])) for c in CRITERIA}


def preset_of(weights: Mapping[str, float]) -> str:
    """The name of the preset that stored weights are, or OWN."""
    own = {c: weights.get(c, DEFAULT_WEIGHTS[c]) for c in CRITERIA}
    same = (name for name, preset in PRESETS.items() if all(abs(own[c] - preset[c]) < 1e-6 for c in CRITERIA))
    return next(same, OWN)


def weights_to_store(
    before: Mapping[str, float], preset: str, sliders: Mapping[str, int | None]
) -> dict[str, float]:
    """All eight weights, making 1, that a form means; {} for the standard. ValueError where nothing counts.

    Sliders that were moved from where they stood win over a preset, and a preset that was changed over what
    is stored. A slider that the form lacks stands where it stood.
    """
    stood = sliders_of(before)
    chosen = {c: stood[c] if sliders.get(c) is None else int(sliders[c]) for c in CRITERIA}
    if chosen != stood:
        total = sum(chosen.values())
        if total <= 0:
            raise ValueError("At least one criterion must count. Move one of the sliders.")
        weights = {c: chosen[c] / total for c in CRITERIA}
    elif preset in PRESETS and preset != preset_of(before):
        weights = dict(PRESETS[preset])
    else:
        weights = dict(before)
    return {} if preset_of(weights) == STANDARD else weights


def wastes_freshness(weights: Mapping[str, float], freshness: str) -> bool:
    """Whether much weight lies on freshness although the brief prefers none."""
    return freshness == "neutral" and weights.get(FRESHNESS, 0) >= NOTABLE_FRESHNESS
