"""Raw columns -> counts, moments, texts and keys; what cannot be used is named and left out."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, time

import numpy as np
import pandas as pd

from influencers.importing.cell_values import unescaped
from influencers.importing.column_style import decimal_of, evidence_of, style_of
from influencers.importing.dates import day_first_of, day_of
from influencers.importing.numbers import BadNumber, Style, is_empty, read_average, read_count
from scoring.core.weights import MOVING_KINDS

SAMPLE = 2_000
MOST = 10**12
Tell = Callable[[int, object, str], None]
"""Told of the position of a cell that cannot be used, the cell and the reason."""

_HIDDEN = re.compile(r"^-1(?:\.0+)?$")
_EPOCH = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_NUMBER = re.compile(r"^(\d{10}|\d{13}|\d{16}|\d{19})(\.\d+)?$")
_SERIAL = re.compile(r"^[34]\d{4}(\.\d+)?$")
_ISO = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}")
_WHOLE = re.compile(r"^-?\d+\.0+$")
_MOVING = re.compile(r"video|reel|short|clip|live|igtv|movie")


def keys(cells: pd.Series) -> np.ndarray:
    """What two files know a profile by: the id as text without blanks, None where there is none.

    3, "3" and "3.0" are one id; "003" is another.
    """
    return np.array([_key(cell) for cell in cells.tolist()], dtype=object)


def _key(cell: object) -> str | None:
    if cell is None or cell is pd.NaT or isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = (cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)).strip()
    if not text:
        return None
    return text.split(".")[0] if _WHOLE.match(text) else text


def styles(frame: pd.DataFrame, names: list[str], semicolons: bool) -> dict[str, Style]:
    """How each column of counts writes its figures, from its first cells."""
    shown = {
        name: evidence_of(cell for cell in frame[name].iloc[:SAMPLE] if isinstance(cell, str))
        for name in names
        if name in frame and frame[name].dtype == object
    }
    decimal = decimal_of(shown.values(), semicolons)
    return {name: style_of(evidence, "count", decimal) for name, evidence in shown.items()}


def counts(cells: pd.Series, style: Style, tell: Tell, whole: bool = False) -> np.ndarray:
    """Figures of 0 and more as float64, NaN where a cell is empty or cannot be used.

    whole: no fraction and no -1 is let through. Elsewhere -1 is how platforms write "hidden".
    """
    if cells.dtype != object:
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        wrong = np.isinf(values) | (values < 0) & (whole | (values != -1)) | (values > MOST)
        for at in np.flatnonzero(wrong):
            reason = "negative" if values[at] < 0 else "too large to be true"
            tell(int(at), cells.iat[at], reason)
        return np.where(wrong | (values < 0), np.nan, values)
    codes, distinct = pd.factorize(cells, use_na_sentinel=True)
    read = np.full(len(distinct) + 1, np.nan)
    reasons: dict[int, str] = {}
    for k, cell in enumerate(distinct):
        try:
            read[k] = _count(cell, style, whole)
        except (BadNumber, ValueError, TypeError) as error:
            reasons[k] = str(error) if isinstance(error, BadNumber) else "not a number"
    if reasons:
        for at in np.flatnonzero(np.isin(codes, list(reasons))):
            tell(int(at), cells.iat[at], reasons[codes[at]])
    return read[codes]


def _count(cell: object, style: Style, whole: bool) -> float:
    if not isinstance(cell, str):
        value = float(cell)
        if value == -1 and not whole:
            return math.nan
        if not 0 <= value <= MOST:
            raise BadNumber("negative" if value < 0 else "too large to be true")
        return value
    text = cell.strip()
    if not text or text.casefold() in ("nan", "<na>", "nat") or is_empty(text):
        return math.nan
    if _HIDDEN.match(text) and not whole:
        return math.nan
    try:
        value = read_count(text, style, MOST)
    except BadNumber as error:
        if whole or "fraction" not in str(error):
            raise
        value = read_average(text, style)
    return math.nan if value is None else float(value)


def moments(cells: pd.Series, tell: Tell) -> pd.Series:
    """UTC moments (datetime64), NaT where a cell is empty or no date. Without a zone a moment is UTC.

    ISO 8601, seconds or milliseconds since 1970, days as a spreadsheet counts them, and what people write.
    """
    if cells.dtype.kind == "M":
        return cells.dt.as_unit("us")
    codes, distinct = pd.factorize(cells.astype(object).map(_stamp), use_na_sentinel=True)
    texts = pd.Series([text if isinstance(text, str) else str(text) for text in distinct], dtype=object)
    iso = texts.where(texts.str.match(_ISO), None)
    read = pd.to_datetime(iso, utc=True, errors="coerce", format="ISO8601").dt.as_unit("us")
    left = np.flatnonzero(read.isna().to_numpy())
    day_first = day_first_of([texts[k] for k in left[:SAMPLE]])
    for k in left:
        read[k] = _moment(texts[k], day_first)
    wrong = read.isna().to_numpy() & (texts != "").to_numpy()
    if wrong.any():
        for at in np.flatnonzero(np.append(wrong, False)[codes]):
            tell(int(at), cells.iat[at], "no date, or one that can be read two ways")
    return pd.concat([read, pd.Series([pd.NaT], dtype=read.dtype)], ignore_index=True).iloc[codes]


def _stamp(cell: object) -> str | None:
    if cell is None or cell is pd.NaT or isinstance(cell, float) and math.isnan(cell):
        return None
    if isinstance(cell, float):
        return f"{cell:.0f}"
    text = cell.isoformat() if isinstance(cell, datetime) else str(cell).strip()
    return None if is_empty(text) or text.casefold() in ("nan", "nat") else text


def _moment(text: str, day_first: bool | None) -> pd.Timestamp:
    try:
        if found := _NUMBER.match(text):
            seconds = int(found[1]) / _EPOCH[len(found[1])]
            return pd.Timestamp(datetime.fromtimestamp(seconds, UTC)).as_unit("us")
        if not _SERIAL.match(text) and re.search(r"[A-Za-z]{3}.*\d{4}", text):
            return pd.Timestamp(pd.to_datetime(text, utc=True)).as_unit("us")
        day = day_of(text, day_first)
        return pd.Timestamp(datetime.combine(day, _clock(text), tzinfo=UTC)).as_unit("us") if day else pd.NaT
    except (ValueError, OverflowError):
        return pd.NaT


def _clock(text: str) -> time:
    found = re.search(r"\b(\d{1,2}):(\d{2})", text)
    hour, minute = (int(found[1]), int(found[2])) if found else (0, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else time()


def words(cells: pd.Series) -> np.ndarray:
    """Texts as written; "" where empty."""
    return np.array([_text(cell) for cell in cells.tolist()], dtype=object)


def biographies(cells: pd.Series) -> np.ndarray:
    """Texts of bios; line breaks that arrived as `\\n` made readable, `N/A` and the like emptied."""
    return np.array(["" if is_empty(text) else unescaped(text) for text in words(cells)], dtype=object)


def _text(cell: object) -> str:
    if cell is None or cell is pd.NaT or isinstance(cell, float) and math.isnan(cell):
        return ""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return cell if isinstance(cell, str) else str(cell)


def by_word(cells: pd.Series, of: Callable[[str], str]) -> np.ndarray:
    """of(text) for each cell, called once per distinct text; "" stays ""."""
    read = words(cells)
    known = {text: of(text) if text.strip() else "" for text in set(read)}
    return np.array([known[text] for text in read], dtype=object)


def kind(text: str) -> str:
    """The kind of a post as the method knows it: what moves is a video, whatever its platform calls it."""
    plain = text.strip().casefold()
    if plain in MOVING_KINDS or is_empty(plain):
        return plain if plain in MOVING_KINDS else ""
    return "video" if _MOVING.search(plain) else "photo"
