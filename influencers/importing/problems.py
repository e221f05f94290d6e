"""Every cell that an import could not use, read from the temporary tables row by row: memory stays flat."""

import json
import tempfile
import weakref
from collections.abc import Iterator
from itertools import islice

from django.db import connection

from influencers.erasure import REFUSAL

_IN_MEMORY = 1024 * 1024


class ProblemLog:
    """Problems in the order in which they were appended, kept in a file once they are many."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, mode="w+", encoding="ascii")  # noqa: SIM115
        self._count = 0
        weakref.finalize(self, self._file.close)

    def append(self, problem: dict) -> None:
        """Adds one problem."""
        self._file.seek(0, 2)
        self._file.write(json.dumps(problem) + "\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[dict]:
        self._file.seek(0)
        for _ in range(self._count):
            yield json.loads(self._file.readline())

    def first(self, count: int) -> list[dict]:
        """At most `count` of them, from the beginning."""
        return list(islice(self, count))


def problems(limit: int | None = None) -> Iterator[dict]:
    """Every cell that was not used, in the order of the file: sheet, row, field, value, reason, fatal. A row
    that is left out has exactly one that is fatal, any other none.
    """
    sql = """
    SELECT s.sheet, s."row", s.errors, NULL AS conflict, NULL AS handle, s.ord, NULL AS fatal
    FROM import_stage s
    WHERE s.errors IS NOT NULL AND NOT EXISTS (SELECT 1 FROM import_account a
                                               WHERE a.row_ord = s.row_ord AND a.conflict = %s)
    UNION ALL
    SELECT s.sheet, s."row", NULL, a.conflict, s.handle, s.ord, {left_out} FROM import_stage s
    JOIN import_account a ON a.platform = s.platform AND a.key = s.key
    WHERE a.conflict IS NOT NULL AND NOT s.rejected
    UNION ALL
    SELECT s.sheet, s."row", NULL, 'the same account as row ' || f."row" || CASE WHEN f.sheet <>
        coalesce(s.sheet, '')
           THEN ' of ' || f.sheet ELSE '' END, s.handle, s.ord,
           false
    FROM import_stage s JOIN import_twin t ON t.platform = s.platform AND t.key = s.key AND s.ord >
        t.first_ord
    JOIN import_stage f ON f.ord = t.first_ord
    WHERE NOT s.rejected
      AND NOT EXISTS (SELECT 1 FROM import_account a WHERE a.platform = s.platform AND a.key = s.key
                      AND a.conflict IS NOT NULL)
    ORDER BY ord
    """
    with connection.chunked_cursor() as cursor:  # the server keeps what was not fetched yet
        cursor.itersize = 2_000
        cursor.execute(
            sql.format(left_out=_left_out()) + (f" LIMIT {int(limit)}" if limit else ""), [REFUSAL]
        )
        before = None
        for sheet, row, errors, conflict, handle, _, fatal in cursor:
            place = {"sheet": sheet or "", "row": row}
            if errors:
                for error in json.loads(errors):
                    yield place | error
            else:
                # Where several accounts of a row are refused, the first refusal stands for it.
                fatal, before = fatal and before != place, place if fatal else before
                shown = "" if conflict == REFUSAL else handle
                yield place | {"field": "handle", "value": shown, "reason": conflict, "fatal": fatal}


def _left_out() -> str:
    """SQL: whether the row of a refused account is left out; another account of it may have come in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.import_outcome') IS NOT NULL")
        judged = cursor.fetchone()[0]
    return (
        "s.row_ord IN (SELECT row_ord FROM import_outcome WHERE outcome = 'rejected')" if judged else "true"
    )
