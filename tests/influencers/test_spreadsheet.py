"""Tables that leave the house: no cell runs, every cell arrives."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from influencers.spreadsheet import csv_response, safe_cell, xlsx_response

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "\x00=1", "\u00a0=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_could_be_a_formula_is_made_harmless(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("value", ["plain", "a=1", "", 5, -5, 0.5, True, None, date(2026, 1, 2), "日本"])
def test_everything_else_stays(value):
    assert safe_cell(value) is value or safe_cell(value) == value


def test_a_list_becomes_text_and_is_guarded_too():
    assert safe_cell(["a", "b"]) == "a, b"
    assert safe_cell(["=a", "b"]) == "'=a, b"


ROWS = [
    [
        "a",
        12,
        0.5,
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        True,
        None,
        "=2+2",
        "日本, “x”\nnew",
    ],
    *([n] for n in range(3)),
]
HEADER = ["one", "=two"]


def test_csv_is_streamed_and_reads_back():
    response = csv_response("a b.csv", HEADER, iter(ROWS))
    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="a b.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["one", "'=two"]
    assert rows[1] == [
        "a", "12", "0.5", "2026-01-02", "2026-01-02 03:04+00:00", "yes", "", "'=2+2", "日本, “x”\nnew"
    ]  # fmt: skip
    assert rows[4] == ["2"]


def test_csv_takes_rows_only_as_they_are_read():
    taken = []

    def rows():
        for n in range(1000):
            taken.append(n)
            yield [n]

    lines = iter(csv_response("a.csv", ["n"], rows()).streaming_content)
    next(lines), next(lines)
    assert len(taken) == 1


def test_xlsx_reads_back_with_real_numbers_and_dates_and_no_formula():
    response = xlsx_response("a.xlsx", HEADER, iter(ROWS))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[0][:2] == ["one", "'=two"]
    assert cells[1] == [
        "a", 12, 0.5, datetime(2026, 1, 2), datetime(2026, 1, 2, 3, 4), "yes", None, "'=2+2", "日本, “x”\nnew"
    ]  # fmt: skip
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    assert cells[4][0] == 2


def test_a_file_name_cannot_break_out_of_its_header():
    assert (
        csv_response('a"\r\nb/ü.csv', [], [])["Content-Disposition"] == 'attachment; filename="a---b--.csv"'
    )
