"""`python -m scoring.evaluation.page`: writes constants and the last evaluation into docs/scoring.md.

Both stand between markers; what people wrote around them stays. Run it after `make evaluate`.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from scoring.core.weights import constants_table
from scoring.evaluation.report import HEADINGS, Row, cells, read, report_path

PAGE = Path(__file__).parents[2] / "docs" / "scoring.md"


def evaluation_block(rows: list[Row], day: str) -> str:
    """The rows as a Markdown table, under a line that says when and with what they were measured."""
    lines = [f"Measured on {day} with {rows[0].measured_with}.", ""]
    lines += [f"| {' | '.join(HEADINGS)} |", "|" + "---|" * len(HEADINGS)]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in cells(row))} |" for row in rows]
    return "\n".join(lines)


def between(page: str, name: str, block: str) -> str:
    """The page with `block` between the markers `<!-- name -->` and `<!-- /name -->`."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(begin)
    old, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"docs/scoring.md has no markers {begin} and {end}.")
    return f"{before}{begin}\n{block}\n{end}{after}"


def main() -> int:
    """0, or 1 where there is no evaluation yet (the constants are written all the same)."""
    path = report_path()
    page = between(PAGE.read_text(encoding="utf-8"), "constants", constants_table())
    rows = read(path)
    if rows:
        day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        page = between(page, "evaluation", evaluation_block(rows, day))
    PAGE.write_text(page, encoding="utf-8")
    print("docs/scoring.md is written." if rows else "There is no evaluation: run `make evaluate` first.")
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
