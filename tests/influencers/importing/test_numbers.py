# ruff: noqa: E501 - tables of cases
"""Figures as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencers.importing.column_style import evidence_of, rate_unit, style_of, unit_is_unknown
from influencers.importing.numbers import BadNumber, Style, read_average, read_count, read_rate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13.8M", 13_800_000), ("97K", 97_000), ("475.8m", 475_800_000), ("1.2万", 12_000), ("1億2000万", 120_000_000),
        ("3,416", 3416), ("348.540", 348_540), ("1 234 567", 1_234_567), ("1\u202f234\u202f567", 1_234_567),
        ("1'234'567", 1_234_567), ("12,34,567", 1_234_567), ("1.234.567", 1_234_567), ("637000.0", 637_000),
        ("12K+", 12_000), ("~5k", 5_000), ("1.2E+06", 1_200_000), ("１２３", 123), ("٣٤٨", 348), ("1,2 Mio.", 1_200_000),
        ("12 mil", 12_000), ("1,5 тыс.", 1_500), ("12.3K followers", 12_300), ("1.2万人", 12_000), ("2 crore", 20_000_000),
        ("'1234", 1234), ("0", 0), ("1,234K", 1_234_000),
        ("", None), ("-", None), ("N/A'", None), ("n/a", None), ("#REF!", None), ("  ", None), ("null", None),
    ],
)  # fmt: skip
def test_a_count_is_read_as_written(text, value):
    assert read_count(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "not a number"), ("-5", "negative"), ("(12)", "negative"), ("NaN", "finite"), ("inf", "finite"),
        ("1e400", "finite"), ("9" * 20, "too large"), ("29.0b", "too large"), ("5k-10k", "range"), ("5 to 10", "range"),
        ("1.2.3", "separators"), ("12 parsecs", "unit"), ("12%", "percentage"), ("12.5", "fraction"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused_with_the_reason(text, reason):
    with pytest.raises(BadNumber, match=reason):
        read_count(text)


def _column(cells, kind="count"):
    style = style_of(evidence_of(cells), kind)
    read = {"count": read_count, "average": read_average}[kind]
    return [read(cell, style) for cell in cells]


def test_a_column_of_lost_zeros_is_thousands():
    assert _column(["348.54", "139.208", "977"]) == [348_540, 139_208, 977]


def test_three_decimals_after_a_long_number_are_decimals():
    assert _column(["637000.000", "1200.000"]) == [637_000, 1_200]


def test_a_decimal_comma_shows_in_the_column():
    assert _column(["1.234,5", "12,7", "1.234"], "average") == [1234.5, 12.7, 1234.0]
    assert _column(["12,5K", "1,2M", "999"]) == [12_500, 1_200_000, 999]


def test_an_average_beside_suffixes_keeps_its_fraction():
    assert _column(["348.5", "1.2M", "8.7K"], "average") == [348.5, 1_200_000, 8_700]


def test_bare_fractions_without_a_hint_are_asked_about():
    assert unit_is_unknown(evidence_of(["34.5", "13.2"]))
    assert not unit_is_unknown(evidence_of(["348.54", "139.208"]))
    assert not unit_is_unknown(evidence_of(["13.8M", "97K"]))


@pytest.mark.parametrize(
    ("text", "percent", "value"),
    [
        ("1.39%", None, 0.0139),
        ("3,4 %", None, 0.034),
        ("%2.5", None, 0.025),
        ("2.5", True, 0.025),
        ("0.025", False, 0.025),
    ],
)
def test_a_rate_becomes_a_fraction(text, percent, value):
    style = Style("," if "," in text else ".", grouped=False, percent=percent)
    assert read_rate(text, style) == pytest.approx(value)


def test_a_rate_of_unknown_unit_is_refused():
    with pytest.raises(BadNumber, match="percent or fraction"):
        read_rate("0.8", Style(grouped=False))


@pytest.mark.parametrize(
    ("cells", "header", "check", "answer"),
    [
        (["3.8", "0.5", "12.9"], "er", None, True),
        (["0.8", "0.5", "0.9"], "er", None, None),
        (["0.8", "0.5", "0.9"], "er (%)", None, True),
        (["0.03", "0.02", "0.05"], "er", [(1.0,), (1.1,), (0.9,)], False),
        (["0.3", "0.2", "0.5"], "er", [(100.0,), (90.0,), (110.0,)], True),
        (["0.02"] * 30 + ["4.7"], "er", None, False),
        (["0.02"] * 5, "er", None, None),
        (["1.2%", "0.9"], "er", None, True),
    ],
)
def test_percent_or_fraction(cells, header, check, answer):
    assert rate_unit(cells, header, check=check) is answer


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    for read in (read_count, read_average, lambda t: read_rate(t, Style(percent=True))):
        try:
            value = read(text)
        except BadNumber:
            continue
        assert value is None or value >= 0


@given(st.integers(0, 2_000_000_000), st.sampled_from([",", ".", " ", "'", "\u00a0"]))
def test_grouped_thousands_of_every_locale_come_back(number, mark):
    assert read_count(f"{number:,}".replace(",", mark)) == number
