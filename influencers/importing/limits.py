"""Bounds of an import file, and the one error that says a file cannot be read."""

MAX_BYTES = 200 * 1024 * 1024
MAX_UNPACKED = 600 * 1024 * 1024  # of a workbook; a zip bomb states or reaches more
MAX_RATIO = 250  # unpacked : packed; real workbooks stay under 40
MAX_NESTED_JSON = 64 * 1024 * 1024  # JSON that is not a list of objects is read whole
MAX_ROWS = 2_000_000
MAX_COLUMNS = 500
MAX_SHEETS = 40
MAX_LINE = 4_000_000  # characters of one line
MAX_CELL = 50_000  # characters kept of one cell


class Unreadable(Exception):
    """The file is no table that can be read; `str()` says what it is and what to do."""
