"""Where the header of a grid stands and what it says: under titles, over two rows, or nowhere. Pure."""

import re

from influencers.importing.headings import fields_of, fold, platform_in
from influencers.importing.limits import Unreadable
from influencers.importing.numbers import is_empty

Records = list[tuple[int, list[str]]]


def header_at(rows: list[list[str]]) -> int | None:
    """Index of the header row (the lower one of two), or None where the first row is data already."""
    best, best_score = None, 0.0
    for index, cells in enumerate(rows):
        filled = [cell for cell in cells if cell.strip()]
        if not filled or len(filled) < 2 and len(trimmed(rows[min(index + 1, len(rows) - 1)])) > 1:
            continue
        words = {fold(cell): cell for cell in filled if len(cell) <= 60}  # data repeats itself
        known = sum(fields_of(cell)[1] > 0 for cell in words.values())
        data = sum(_is_data(cell) for cell in filled)
        score = known - 1.5 * data if known else 0.0
        if score > best_score + 0.01:
            best, best_score = index, score
    if best is not None:
        return best + _goes_on(rows[best + 1 : best + 3])
    for index, cells in enumerate(rows[:3]):
        filled = [cell for cell in cells if cell.strip()]
        below = rows[index + 1] if index + 1 < len(rows) else []
        if len(filled) > 1 and not any(_is_data(cell) for cell in filled) and any(_is_data(c) for c in below):
            return index
    return None


def _goes_on(below: list[list[str]]) -> bool:
    """True where the row under the header is a second one: mostly headings, and figures only under it."""
    if len(below) < 2:
        return False
    filled = [cell for cell in below[0] if cell.strip()]
    known = sum(fields_of(cell)[1] >= 0.8 for cell in filled)
    figures = any(_is_data(cell) for cell in below[1])
    return known >= 2 and known * 2 >= len(filled) and figures and not any(_is_data(cell) for cell in filled)


def _is_data(cell: str) -> bool:
    """True for a cell that no heading would be: a figure, an address, a handle with @, an e-mail, `N/A`."""
    text = cell.strip()
    return bool(
        re.match(r"^[+-]?\d[\d.,'\s]*\s*(?:%|[kmb]|万)?$", text, re.I)
        or re.match(r"^(https?://|www\.)", text, re.I)
        or "@" in text[:-1]
        or len(text) > 120
        or (text and is_empty(text))
    )


def full_header(top: Records, at: int) -> list[str]:
    """The header, with the row above it where that says more: platforms or words spread over its columns."""
    header = [" ".join(cell.split()) if not cell.strip() else cell.strip() for cell in top[at][1]]
    above = [" ".join(cell.split()) for cell in top[at - 1][1]] if at else []
    if sum(bool(cell) for cell in above) < 2 and not any(platform_in(cell)[0] for cell in above):
        return header
    by_platform = len(set(header)) < len(header) and any(platform_in(cell)[0] for cell in above)
    above += [""] * (len(header) - len(above))
    group, joined = "", []
    for cell, own in zip(header, above, strict=False):
        group = own or group
        both = f"{group} {cell}".strip()
        if by_platform:
            named = cell and platform_in(group)[0] and not platform_in(cell)[0]
            joined.append(both if named else cell)
        elif not fields_of(cell)[1] and max(fields_of(both)[1], fields_of(own)[1]) >= 0.8:
            joined.append(both if fields_of(both)[1] >= 0.8 else f"{own} {cell}".strip())
        else:
            joined.append(cell)
    return joined


def refuse_other_layouts(top: Records) -> None:
    """Raises Unreadable for a list that lies on its side, or whose columns are lined up with spaces."""
    rows = [trimmed(cells) for _, cells in top]
    first = [cells[0] for cells in rows if cells]
    fields = [fields_of(cell)[0][:1] for cell in first if fields_of(cell)[1] >= 0.85]
    beside = sum(fields_of(cell)[1] >= 0.85 for cell in rows[0][1:])
    if len(rows) < 40 and len(set(fields)) >= 3 and len(fields) >= 0.8 * len(first) and beside < 2:
        raise Unreadable(
            "The list lies on its side: fields in rows, creators in columns. Transpose it (in a spreadsheet: "
            "copy, paste special, transpose) and try again."
        )
    if all(len(cells) == 1 for cells in rows):
        split = [re.split(r"\s{2,}", cell.strip()) for cell in first]
        aligned = sum(len(parts) > 1 for parts in split)
        if aligned >= 0.8 * len(split) and sum(fields_of(part)[1] > 0 for part in split[0]) >= 2:
            raise Unreadable(
                "The columns are lined up with spaces. Export the list as CSV (commas or tabs between the "
                "columns) or as .xlsx and try again."
            )


def unique_headings(headings: list[str]) -> list[str]:
    """The headings, unnamed ones named by their letter and repeated ones numbered."""
    seen: dict[str, int] = {}
    out = []
    for index, heading in enumerate(headings):
        name = heading.strip() or f"Column {letters(index)}"
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def letters(index: int) -> str:
    """The letters that a spreadsheet gives a column: 0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def trimmed(cells: list[str]) -> list[str]:
    """The cells without blank ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
