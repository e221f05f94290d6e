# ruff: noqa: E501, SIM905 - word lists read best as they are
"""Dates in a file -> days. Pure. Day-first or month-first is decided for a whole column."""

import datetime
import re

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_NUMERIC = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?:[T ,].*)?$")
_WORDS = re.compile(
    r"^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})\b"
)
_WORDS_US = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_CJK = re.compile(r"^(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})")
# In the name of a file: "sep 2022", "November-2022"; "2022-09", "2022_09_12", "20220912".
_MONTH_NAMED = re.compile(
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)[\s_.,-]*(20\d\d)(?!\d)",
    re.IGNORECASE,
)
_DAY_NAMED = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR_MONTH_NAMED = re.compile(r"(?<!\d)(20\d\d)[-_.](0[1-9]|1[0-2])(?![-_.]?\d)")
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?(?:\.\d+)?$")
_SERIAL = re.compile(r"^[34]\d{4}(?:\.\d+)?$")  # days as a spreadsheet counts them: 45413 is 2024-05-01
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan ene gen janv;feb fev fév fevr;mar mär mrz mars;apr abr avr avril;may mai mag maj;jun giu juin;jul lug juil;"
        "aug ago août aout;sep set sept;oct okt ott;nov;dec dez dic déc".split(";"),
        start=1,
    )
    for name in names.split()
}


def day_first_of(values: list[str]) -> bool | None:
    """Whether a column of dates like 03/04/2026 puts the day first; None where no cell decides (and any
    needs it).
    """
    needed = False
    for value in values:
        found = _NUMERIC.match(value.strip())
        if found:
            needed = True
            if int(found[1]) > 12:
                return True
            if int(found[2]) > 12:
                return False
            if "." in value[:6]:
                return True  # 03.04.2026 is written where the day comes first
    return None if needed else True


def day_of(text: str, day_first: bool | None = True) -> datetime.date | None:
    """The day that a cell names, or None: not a date, or one that could be read two ways."""
    cell = text.strip()
    if len(cell) < 5 or len(cell) > 60:
        return None
    try:
        if found := _ISO.match(cell) or _CJK.match(cell):
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMERIC.match(cell):
            if day_first is None and found[1] != found[2]:
                return None
            day, month = (found[1], found[2]) if day_first else (found[2], found[1])
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return datetime.date(year, int(month), int(day))
        if found := _WORDS.match(cell):
            return datetime.date(int(found[3]), _month(found[2]), int(found[1]))
        if found := _WORDS_US.match(cell):
            return datetime.date(int(found[3]), _month(found[1]), int(found[2]))
        if _EPOCH.match(cell):
            seconds = float(cell) / (1000 if len(cell.split(".")[0]) == 13 else 1)
            return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
        if _SERIAL.match(cell):
            return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(cell[:5]))
    except ValueError:
        return None
    return None


def day_in_name(name: str, today: datetime.date) -> datetime.date | None:
    """The day that the name of a file tells, the last one of a month alone; None without one, or in future."""
    try:
        if found := _DAY_NAMED.search(name):
            day = datetime.date(int(found[1]), int(found[3]), int(found[4]))
        elif found := _YEAR_MONTH_NAMED.search(name):
            day = _last_day(int(found[1]), int(found[2]))
        elif found := _MONTH_NAMED.search(name):
            day = _last_day(int(found[2]), _month(found[1]))
        else:
            return None
    except ValueError:
        return None
    if (day.year, day.month) == (today.year, today.month):
        day = min(day, today)
    return day if day <= today else None


def _last_day(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def _month(word: str) -> int:
    word = word.casefold()
    for length in (4, 3):
        if word[:length] in _MONTHS:
            return _MONTHS[word[:length]]
    raise ValueError(word)
