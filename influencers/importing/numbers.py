# ruff: noqa: E501, SIM905 - word lists read best as they are
"""Figures as people write them -> numbers. Pure: no Django, no file access.

What one cell means often depends on its column: `3.416` is 3,416 where every neighbour has three digits
after the
dot, and 3.416 where others read `3.41`. So a column is looked at first (`column_style`), then each cell is read with
that style (`read_count`, `read_average`, `read_rate`).
"""

import math
import re
import unicodedata
from dataclasses import dataclass

MAX_COUNT = 2_000_000_000  # no account has more followers than that; a larger figure is an id or a slip
MAX_AVERAGE = 200_000_000_000.0
MAX_RATE = 10.0  # as a fraction: above 1,000% a column is misread or a row is a slip

EMPTY = frozenset(
    "|-|--|---|–|—|_|.|..|...|?|??|/|\\|n/a|na|n.a.|n.a|n\\a|#n/a|nan%|-%|null|none|nil|(null)|<na>|undefined|unknown|"
    "not available|not applicable|hidden|private|tbd|tba|n.d.|nd|n/d|s/d|s.d.|k.a.|k. a.|keine angabe|unbekannt|"
    "inconnu|nc|n.c.|desconocido|desconhecido|sin datos|sem dados|#value!|#ref!|#div/0!|#name?|#null!|#num!|"
    "无|無|なし|없음|未知|нет|нет данных|н/д|غير متوفر|brak|yok|không có|tidak ada".split("|")
)
_NOT_FINITE = frozenset("nan inf -inf +inf infinity -infinity ∞ -nan".split())

_MULTIPLIERS: dict[str, float] = {
    word: value
    for value, words in (
        (
            1e3,
            "k tsd tys tis mil mila mille thousand thousands tausend ribu rb nghìn ngàn bin тыс тис ألف الف آلاف 千 천",
        ),
        (1e3, "mille милл.тыс हजार हज़ार พัน duizend tusen tūkst ths thsd thou"),
        (1e4, "万 萬 만 w wan"),
        (1e5, "lakh lakhs lac lacs 十万 万十"),
        (
            1e6,
            "m mm mn mln mio mill million millions millionen mi millón millon millones milhão milhões milhoes milioni",
        ),
        (
            1e6,
            "milione milion miliony milionów milyon miljoen juta jt tr triệu млн мільйон مليون ملايين 百万 백만 ล้าน mjn",
        ),
        (1e7, "crore crores cr 千万 천만"),
        (1e8, "亿 億 억"),
        (
            1e9,
            "b bn bil billion billions mrd md milliard milliarden milliards miliar bi tỷ млрд مليار 十亿 십억",
        ),
    )
    for word in words.split()
}
_UNIT_WORDS = frozenset(
    "followers follower subs subscriber subscribers fans fan views view likes like comments posts videos "
    "seguidores suscriptores inscritos abonnés abonnes abonnenten aufrufe vues visualizações visualizaciones "
    "подписчиков 人 名 명 回 次 粉丝 粉絲 フォロワー 팔로워 per post avg approx approximately about plus or more ca".split()
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u200a\u200b\u200e\u200f\u202a-\u202f\u2060\u2066-\u2069\ufeff]+")
_APPROX = re.compile(
    r"^(?:~|≈|±|>=|≥|>|ca\.?|circa|about|approx\.?|approximately|etwa|env\.?|around|um|약|約|约|超过|超|"
    r"(?:over|more than|almost|nearly|über|mehr als|más de|mas de|plus de|mais de|oltre|più di|ponad|meer dan|"
    r"более|больше|около|lebih dari|hơn|khoảng)\s)\s*",
    re.I,
)
_BODY = re.compile(r"^([+-]?)(\d(?:[\d.,'’´`_ ]*\d)?|[.,]\d+)\s*(\D*)$")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(?:[.,]\d+)?e[+-]?\d{1,3}$", re.I)
_EAST_ASIAN_SUM = re.compile(r"^([\d.,]+)\s*([亿億억])\s*([\d.,]+)\s*([万萬만])$")
_RANGE = re.compile(r"\d\s*[kmb%]?\s*(?:-|–|—|\bto\b|\bbis\b|\ba\b|~)\s*\d", re.I)
_GROUPED = re.compile(r"^\d{1,3}(?:\d{3})+$")
_QUOTES = "'\"`’‘“”´"
_USUAL = re.compile(r"^(\d+(?:[.,]\d+)*)([kmb]?)(%?)$", re.I | re.ASCII)
_PLAIN = re.compile(r"^[0-9]{1,15}$", re.ASCII)


class BadNumber(ValueError):
    """A cell that is not the number its column asks for; `str()` is the reason in plain words."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one column writes its figures.

    decimal: the character before the fraction. grouped: a lone separator with three digits after it is a thousands
    separator. thousands_as_decimal: `348.54` means 348,540 (a spreadsheet ate the trailing zero). scale: the header
    says "(K)" or a person answered so. percent: rates without a sign are per cent (True), fractions (False), or
    nobody knows (None).
    """

    decimal: str = "."
    grouped: bool = True
    thousands_as_decimal: bool = False
    scale: float = 1.0
    percent: bool | None = None


def is_empty(text: str | None) -> bool:
    """True for a cell that says nothing: blank, `nan`, `-`, `N/A`, `N/A'`, `NaN%`, `#REF!` and the like."""
    if not text:
        return True
    if text[0].isdigit():
        return False
    if len(text) > 24:
        return not text.strip()
    word = tidy(text).casefold()
    return word in EMPTY or word == "nan"


def tidy(text: str) -> str:
    """The cell with full-width forms folded, odd spaces made plain, and stray quotes at its ends removed."""
    text = text.strip() if text.isascii() else _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    if text and (text[0] in _QUOTES or text[-1] in _QUOTES):
        text = text.strip(_QUOTES).strip()
    return text


def split(text: str) -> tuple[str, str, float, bool]:
    """(sign, body of digits and separators, multiplier of its suffix, had a % sign). Raises BadNumber."""
    usual = _USUAL.match(text)
    if usual:
        return "", usual[1], _MULTIPLIERS[usual[2].lower()] if usual[2] else 1.0, bool(usual[3])
    cell = _SPACES.sub(" ", tidy(text))
    if not cell.isascii():
        cell = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in cell)
        cell = cell.replace("٫", ".").replace("٬", ",").replace("−", "-")
    if cell.casefold() in _NOT_FINITE:
        raise BadNumber("not a finite number")
    percent = "%" in cell or "٪" in cell
    cell = cell.replace("%", "").replace("٪", "").strip()
    cell = _APPROX.sub("", cell).rstrip("+").strip()
    if cell.startswith("(") and cell.endswith(")"):
        cell = "-" + cell[1:-1]
    found = _BODY.match(cell)
    if not found:
        if _SCIENTIFIC.match(cell):
            return "", cell, 1.0, percent
        if _RANGE.search(cell):
            raise BadNumber("a range, not one number")
        raise BadNumber("not a number")
    sign, body, tail = found.groups()
    return sign, body.strip(), _multiplier(tail), percent


def _multiplier(tail: str) -> float:
    words = tail.casefold().replace("(", " ").replace(")", " ").split()
    words = [word.rstrip(".") for word in words if word.rstrip(".") not in _UNIT_WORDS]
    if not words:
        return 1.0
    if len(words) > 1 and words[0] == "mil" and words[1].startswith("mill"):
        return 1e9
    if len(words) > 1 or words[0] not in _MULTIPLIERS:
        for unit in _UNIT_WORDS:  # 1.2万人
            if (
                len(words) == 1
                and len(unit) == 1
                and words[0].endswith(unit)
                and words[0][:-1] in _MULTIPLIERS
            ):
                return _MULTIPLIERS[words[0][:-1]]
        raise BadNumber(f"unknown unit {' '.join(words)[:20]!r}")
    return _MULTIPLIERS[words[0]]


def is_range(text: str) -> bool:
    """True for a cell such as `10K-50K` or `5 to 10`."""
    return bool(_RANGE.search(text))


def ungrouped(body: str) -> str:
    """The figure without spaces, apostrophes or underscores between its groups of three."""
    return re.sub(r"(?<=\d)['’´`_ ](?=\d{3}(?!\d))", "", body)


def _number(body: str, style: Style, multiplier: float) -> tuple[float, bool]:
    """(value before scale, a fraction was written with a lone separator). Raises BadNumber."""
    if "e" in body or "E" in body:
        value = float(body.replace(",", "."))
        if not math.isfinite(value):
            raise BadNumber("not a finite number")
        return value, False
    if not body.replace(".", "").replace(",", "").isdigit():
        body = ungrouped(body)
    if " " in body or not body.replace(".", "").replace(",", "").isdigit():
        raise BadNumber("digits that do not form one number")
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        decimal = "." if body.rfind(".") > body.rfind(",") else ","
        whole, _, fraction = body.rpartition(decimal)
        other = "," if decimal == "." else "."
        return float(_join_groups(whole, other) + "." + fraction), True
    if dots + commas > 1:
        return float(_join_groups(body, "." if dots else ",")), False
    if not dots + commas:
        return float(body), False
    mark = "." if dots else ","
    before, after = body.split(mark)
    group_like = len(after) == 3 and 1 <= len(before) <= 3 and before.lstrip("0")
    if group_like and (mark != style.decimal or (style.grouped and multiplier == 1.0)):
        return float(before + after), False
    return float((before or "0") + "." + (after or "0")), True


def _join_groups(whole: str, mark: str) -> str:
    groups = whole.split(mark)
    if not groups[0] or any(len(group) not in (2, 3) for group in groups[1:]) or len(groups[-1]) != 3:
        raise BadNumber("separators that do not form one number")
    return "".join(groups)


def _value(text: str, style: Style) -> tuple[float, bool]:
    found = None if text.isascii() else _EAST_ASIAN_SUM.match(tidy(text))
    if found:
        return float(found[1].replace(",", "")) * 1e8 + float(found[3].replace(",", "")) * 1e4, False
    sign, body, multiplier, percent = split(text)
    if percent:
        raise BadNumber("a percentage where a count is asked for")
    value, fraction = _number(body, style, multiplier)
    if sign == "-" and value:
        raise BadNumber("negative")
    return value * (
        multiplier if multiplier != 1.0 else style.scale
    ), fraction and multiplier == style.scale == 1.0


def read_count(text: str | None, style: Style = Style(), limit: int = MAX_COUNT) -> int | None:
    """A whole number, or None for an empty cell. Raises BadNumber with the reason."""
    if text is None or text == "":
        return None
    if style.scale == 1.0 and _PLAIN.match(text):
        value = int(text)
    else:
        if is_empty(text) and tidy(text).casefold() != "nan":
            return None
        number, fraction = _value(text, style)
        if fraction and number != int(number):
            if style.thousands_as_decimal and number < 1000:
                number *= 1000
            elif number < 1000:
                raise BadNumber("a count cannot have a fraction; say what unit it has")
        value = round(number)
    if value > limit:
        raise BadNumber("too large to be true")
    return value


def read_average(text: str | None, style: Style = Style()) -> float | None:
    """A number >= 0 that may have a fraction, or None for an empty cell. Raises BadNumber with the reason."""
    if text is None or text == "":
        return None
    if style.scale == 1.0 and _PLAIN.match(text):
        value = float(text)
    else:
        if is_empty(text):
            return None
        value, _ = _value(text, style)
    if value > MAX_AVERAGE:
        raise BadNumber("too large to be true")
    return value


def read_rate(text: str | None, style: Style, limit: float = MAX_RATE) -> float | None:
    """A rate as a fraction (0.0139 for `1.39%`), or None for an empty cell. Raises BadNumber with the
    reason.
    """
    if text is None or is_empty(text):
        return None
    sign, body, multiplier, percent = split(text)
    value, _ = _number(body, style, multiplier)
    value *= multiplier
    if sign == "-" and value:
        raise BadNumber("negative")
    if not percent and style.percent is None:
        raise BadNumber("percent or fraction? the column does not say")
    value = value / 100 if percent or style.percent else value
    if value > limit:
        raise BadNumber("above 1,000%, too large to be a rate")
    return value
