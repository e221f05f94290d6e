"""The rows of real bios: niches without training on them."""

from pathlib import Path

from scoring.evaluation.niches import evaluate as measures
from scoring.evaluation.report import Row, row


def evaluate(folder: Path) -> list[Row]:
    """Macro-F1 over the nine weak labels beside keywords, of the half kept apart too, and by label."""
    found = measures(folder)
    name = "Niche, TikTok bios"
    how = "words and meaning" if found["meaning"] else "words alone: the optional package is not installed"
    note = f"{how}; {found['n']} bios, the label is the search word that found them"
    against = {"words alone": found["words_macro_f1"], "six keywords a niche": found["keywords_macro_f1"]}
    rows = [
        *row(f"{name}: macro-F1", found["macro_f1"], f">= {found['aim']}", against, note=note),
        *row(f"{name}: macro-F1 of the half kept apart", found["held_macro_f1"], "",
             {"six keywords a niche": found["held_keywords_macro_f1"]}, note=f"{found['n_held']} bios"),
        *row(f"{name}: macro-F1 at level 1, all niches to choose from", found["level_1_macro_f1"]),
        *row(f"{name}: share without a niche", found["abstained"]),
    ]  # fmt: skip
    for label, own in found["per_class"].items():
        keywords = {"six keywords": own["keywords_f1"]}
        rows += row(f"{name}: F1 of {label}", own["f1"], "", keywords, note=f"{own['n']} bios")
    return rows
