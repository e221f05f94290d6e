"""What counts how much in a brief: the standard, presets, and sliders that win over them. Pure.

`standard` are the weights that count where a brief names none: what ships with the app, or what an admin put
in its place (`scoring.constants.current_weights`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from scoring.core.schema import CRITERIA, FRESHNESS, LABELS
from scoring.core.weights import PRESETS

Weights = Mapping[str, float]
STANDARD, OWN, FRESH_FACES = "balanced", "own", "fresh faces"
CHOICES = (*((name, name.capitalize()) for name in PRESETS), (OWN, "Own weights"))
# A freshness that weighs so much was meant.
NOTABLE_FRESHNESS = 0.15
FIELD = "weight_"
"""Before the name of a criterion: its slider in forms and addresses."""


def in_force(weights: Weights, standard: Weights) -> dict[str, float]:
    """{criterion: weight} of all eight; those that stored weights do not name are the standard's."""
    return {c: weights.get(c, standard[c]) for c in CRITERIA}


def presets_with(standard: Weights) -> dict[str, Weights]:
    """The presets by name, of which STANDARD is the standard in force."""
    return {**PRESETS, STANDARD: standard}


def sliders_of(weights: Weights, standard: Weights) -> dict[str, int]:
    """{criterion: whole per cent} of stored weights; those not named are the standard's."""
    return {c: round(100 * weight) for c, weight in in_force(weights, standard).items()}


def preset_of(weights: Weights, standard: Weights) -> str:
    """The name of the preset that stored weights are, or OWN."""
    own = in_force(weights, standard)
    presets = presets_with(standard).items()
    same = (name for name, preset in presets if all(abs(own[c] - preset[c]) < 1e-6 for c in CRITERIA))
    return next(same, OWN)


def shares_of(sliders: Mapping[str, int]) -> dict[str, float]:
    """Weights making 1, as sliders stand to each other. ValueError where nothing counts."""
    total = sum(sliders.values())
    if total <= 0:
        raise ValueError("At least one criterion must count. Move one of the sliders.")
    return {c: value / total for c, value in sliders.items()}


def weights_to_store(
    before: Weights, preset: str, sliders: Mapping[str, int | None], standard: Weights
) -> dict[str, float]:
    """All eight weights, making 1, that a form means; {} for the standard. ValueError where nothing counts.

    Sliders that were moved from where they stood win over a preset, and a preset that was changed over what
    is stored. A slider that the form lacks stands where it stood.
    """
    stood = sliders_of(before, standard)
    chosen = {c: stood[c] if sliders.get(c) is None else int(sliders[c]) for c in CRITERIA}
    presets = presets_with(standard)
    if chosen != stood:
        # Exactly a preset's where the sliders stand as that preset's do: whole per cents have lost a little.
        same = (name for name, its in presets.items() if sliders_of(its, standard) == chosen)
        weights = dict(presets[name]) if (name := next(same, None)) else shares_of(chosen)
    elif preset in presets and preset != preset_of(before, standard):
        weights = dict(presets[preset])
    else:
        weights = dict(before)
    return {} if preset_of(weights, standard) == STANDARD else weights


def wastes_freshness(weights: Weights, freshness: str) -> bool:
    """Whether much weight lies on freshness although the brief prefers none."""
    return freshness == "neutral" and weights.get(FRESHNESS, 0) >= NOTABLE_FRESHNESS


@dataclass(frozen=True, slots=True)
class Slider:
    """One slider of the ranking page: where it stands, 0 to 100, and the share of the score that it gives its
    criterion, in per cent; asked is False where the brief leaves the criterion out."""

    criterion: str
    label: str
    name: str
    value: int
    share: float
    asked: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """The weights that an address asks for. sliders: where they stand; weights: the same as shares, what the
    brief has where the address names none; tried: they are other than the brief's; error: why what was asked
    for cannot be; address: the part of an address that says the same, "" for the brief's own."""

    sliders: Mapping[str, int]
    weights: Weights
    tried: bool
    error: str
    address: str


def trial_of(asked: Mapping[str, str], stored: Weights, standard: Weights) -> Trial:
    """What the sliders of an address ask for; those it lacks, or that make no sense, stand as the brief's."""
    stood = sliders_of(stored, standard)
    sliders = {c: _per_cent(asked.get(f"{FIELD}{c}", ""), stood[c]) for c in CRITERIA}
    own = Trial(stood, in_force(stored, standard), False, "", "")
    if sliders == stood:
        return own
    try:
        weights = weights_to_store(stored, "", sliders, standard)
    except ValueError as wrong:
        return Trial(sliders, own.weights, False, str(wrong), "")
    return Trial(sliders, in_force(weights, standard), True, "", _address(sliders))


def without_effect(trial: Trial, counted: Weights) -> Trial:
    """The trial, with an error where weight lies only on what the brief leaves out, so that the standard
    counts."""
    if not trial.tried or any(trial.sliders[c] for c in counted):
        return trial
    words = "Only what this brief does not ask for has weight, so the standard weights count."
    return replace(trial, error=f"{words} Move another slider.")


def _per_cent(text: str, otherwise: int) -> int:
    return min(int(text), 100) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def presets_shown(standard: Weights) -> list[tuple[str, str]]:
    """[(name of a preset, the part of an address that asks for its weights)]."""
    return [
        (name.capitalize(), _address(sliders_of(its, standard)))
        for name, its in presets_with(standard).items()
    ]


def _address(sliders: Mapping[str, int]) -> str:
    return urlencode({f"{FIELD}{c}": value for c, value in sliders.items()})


def sliders_shown(trial: Trial, counted: Weights) -> list[Slider]:
    """The eight sliders; counted: the weights that a ranking with them used (`Ranking.weights`)."""
    return [
        Slider(c, LABELS[c], f"{FIELD}{c}", trial.sliders[c], 100 * counted.get(c, 0.0), c in counted)
        for c in CRITERIA
    ]
