"""Odd lists that people really make: each imports, or is refused with what to do."""

import openpyxl
import pytest

from influencers.choices import Source
from influencers.importing import header_row
from influencers.importing.headings import fields_of
from influencers.models import ImportFile, Profile, ReportedFigures
from tests.factories import make_profile
from tests.influencers.importing.test_import_command import accounts, run

pytestmark = pytest.mark.django_db


def rates():
    return [
        (handle, pytest.approx(value))
        for handle, value in ReportedFigures.objects.filter(engagement_rate__isnull=False)
        .order_by("profile__handle")
        .values_list("profile__handle", "engagement_rate")
    ]


def notes(result):
    return " ".join(result["notes"])


def test_the_unit_of_a_rate_follows_from_likes_and_followers():
    code, result = run("rate_by_arithmetic.csv")
    assert (code, rates()) == (0, [("fern.field", 0.031), ("moss_maker", 0.011)])
    assert "read as fractions" in notes(result)


def test_rows_that_contradict_each_other_are_asked_about():
    code, result = run("rate_contradicted.csv")
    assert (code, result["missing"]) == (2, ["engagement_rate unit"])
    assert not ImportFile.objects.exists()


def test_rates_with_and_without_a_sign_in_one_column():
    _, result = run("rate_mixed_signs.csv")
    assert rates() == [("brook.bakes", 0.021), ("fern.field", 0.034), ("moss_maker", 0.034)]
    assert "read as fractions" in notes(result)


def test_a_rate_above_100_percent_is_kept_with_a_remark_and_above_1000_dropped():
    _, result = run("rate_too_high.csv")
    assert [(p["row"], p["field"], p["value"]) for p in result["warnings"]] == [
        (2, "engagement_rate", "340%"),
        (4, "engagement_rate", "4500%"),
    ]
    assert result["created"] == 3
    assert rates() == [("fern.field", 3.4), ("moss_maker", 0.02)]


def test_rates_that_are_all_zero_have_no_unit():
    assert run("rate_all_zero.csv")[0] == 0
    assert rates() == [("fern.field", 0), ("moss_maker", 0)]


def test_arabic_headings_platforms_and_digits():
    run("arabic.csv")
    assert accounts("platform", "handle", "followers") == [
        ("instagram", "fern.field", 12_345),
        ("tiktok", "moss_maker", 50_000),
    ]


@pytest.mark.parametrize("name", ["header_two_rows.csv", "header_group_words.csv"])
def test_a_header_over_two_rows(name):
    _, result = run(name)
    assert (result["rows"], result["created"]) == (2, 2)
    assert accounts("platform", "handle", "followers") == [
        ("instagram", "fern.field", 12_000),
        ("tiktok", "moss_maker", 45_000),
    ]
    assert rates() == [("fern.field", 0.034), ("moss_maker", 0.011)]


def test_figures_with_words_around_them():
    _, result = run("worded_figures.csv")
    assert dict(accounts("handle", "followers")) == {
        "fern.field": 45_000, "moss_maker": 12_000, "brook.bakes": 100_000, "glen.games": 12_000,
    }  # fmt: skip
    assert [(p["value"], p["reason"]) for p in result["rejected"]] == [("10K-50K", "a range, not one number")]


def test_a_column_of_ranges_is_left_out_and_said_so():
    _, result = run("ranges.csv")
    assert (result["created"], result["unmapped"]) == (2, ["followers"])
    assert "ranges, not figures" in notes(result)


def test_separators_after_the_last_column():
    assert run("trailing_separators.csv")[1]["created"] == 2


def test_of_two_columns_with_one_heading_the_first_counts():
    _, result = run("repeated_headings.csv")
    assert accounts("handle", "followers", "display_name") == [
        ("fern.field", 1000, ""),
        ("moss_maker", 2000, ""),
    ]
    assert set(result["unmapped"]) == {"followers (2)", "handle (2)"}


def test_lines_quoted_as_a_whole():
    _, result = run("quoted_lines.csv")
    assert accounts("handle", "followers") == [("fern.field", 1000), ("moss_maker", 2000)]
    assert "quotation marks" in notes(result)


@pytest.mark.parametrize(
    ("name", "advice"), [("lined_up_with_spaces.txt", "as CSV"), ("on_its_side.csv", "Transpose")]
)
def test_a_layout_that_is_no_table_of_rows_is_refused_with_advice(name, advice):
    code, result = run(name)
    assert code == 1
    assert advice in result["error"]
    assert not Profile.objects.exists()


def test_platforms_in_phrases():
    _, result = run("platform_phrases.csv")
    assert {handle: platform for platform, handle in accounts("platform", "handle")} == {
        "fern.field": "instagram", "moss_maker": "youtube", "brook.bakes": "instagram", "glen_games": "x",
    }  # fmt: skip
    assert [p["reason"] for p in result["rejected"]] == ["several platforms in one cell"]


def test_an_at_without_a_name_is_no_handle():
    _, result = run("only_an_at.csv")
    assert [p["row"] for p in result["rejected"]] == [2, 4]
    assert accounts("handle") == [("fern.field",)]


def test_days_as_a_spreadsheet_counts_them():
    run("serial_dates.csv")
    assert [str(row[0].date()) for row in accounts("fetched_at")] == ["2024-05-01", "2024-05-02"]


def test_many_columns_of_ticks_are_no_header():
    assert run("wide.csv")[1]["created"] == 1
    assert accounts("handle", "followers") == [("fern.field", 1000)]


def test_merged_cells_and_hidden_rows_of_a_workbook():
    _, result = run("merged_cells.xlsx")
    assert accounts("platform", "handle") == [
        ("instagram", "fern.field"), ("instagram", "moss_maker"),
        ("tiktok", "brook.bakes"), ("tiktok", "glen.games"),
    ]  # fmt: skip
    assert "Merged cells" in notes(result)
    assert "hidden rows (1)" in notes(result)


def test_formulas_without_a_result_are_named():
    _, result = run("formulas.xlsx")
    assert accounts("handle", "followers", "following") == [
        ("fern.field", None, None),
        ("moss_maker", 2000, 300),
    ]
    assert "formulas without a stored result (1)" in notes(result)


def test_a_sheet_of_notes_beside_sheets_of_creators_is_left_out_and_said(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "TikTok"
    for row in (["Creator handle", "Followers"], ["@dora.t", 900], ["flo", 800]):
        book.active.append(row)
    book.create_sheet("Notes").append(["prepared by", "Jane"])
    book.create_sheet("Read me").append(["Numbers as of the date given."])
    book.create_sheet("Blank")
    path = tmp_path / "sheets.xlsx"
    book.save(path)
    code, result = run("", path=path)
    assert (code, result["rows"], result["created"]) == (0, 2, 2)
    assert sorted(result["notes"]) == [
        "Sheet 'Notes' was left out: it has no column of handles.",
        "Sheet 'Read me' was left out: it holds no table.",
    ]


def test_a_heading_broken_with_a_hyphen_is_read(tmp_path):
    path = tmp_path / "tiktok.csv"
    path.write_text('handle,"Follow-\ners"\nfern.field,"1 234"\n')
    assert run("", path=path)[1]["mapping"]["Follow-\ners"] == "followers"


def test_line_breaks_in_the_last_column_are_no_new_rows(tmp_path):
    path = tmp_path / "tiktok list.csv"
    path.write_text(
        'handle,followers,bio\r\nfern.field,"1,234","Green things,\nand more, too\n\nLove ""it"""\r\n'
        'moss_maker,900,"one\ntwo"\r\nbrook,5000,plain\r\n'
    )
    code, result = run("", path=path)
    assert (code, result["rows"], result["created"], result["notes"]) == (0, 3, 3, [])
    assert accounts("handle", "followers", "bio") == [
        ("brook", 5_000, "plain"),
        ("fern.field", 1_234, 'Green things,\nand more, too\n\nLove "it"'),
        ("moss_maker", 900, "one\ntwo"),
    ]


def test_a_quote_that_was_never_closed_in_the_last_column_takes_no_rows_along(tmp_path):
    path = tmp_path / "tiktok list.csv"
    path.write_text(
        'handle,followers,bio\nfern.field,1200,"Green\nmoss_maker,900,"Moss"\nbrook,5000,plain"\n'
    )
    _, result = run("", path=path)
    assert (result["rows"], result["created"]) == (3, 3)


def test_what_nobody_sees_is_no_part_of_a_handle(tmp_path):
    path = tmp_path / "tiktok.csv"
    path.write_text(
        "username,followers\n\u200ffern.field\u200e,1\n@\u200bmoss\u00ad_maker\u200d,2\n\u202ereed\u202c,3\n"
        "＠ｂｒｏｏｋ,4\n\ufeffhttps://www.tiktok.com/@\u2060lake?lang=en,5\nfern.field,1\n\u200f\u200e,6\n",
        encoding="utf-8",
    )
    _, result = run("", path=path)
    assert [row[0] for row in accounts("handle")] == ["brook", "fern.field", "lake", "moss_maker", "reed"]
    assert (result["created"], result["unchanged"]) == (5, 1)
    assert [problem["row"] for problem in result["rejected"]] == [8]


def test_a_name_on_youtube_keeps_the_joiners_of_its_letters(tmp_path):
    path = tmp_path / "youtube.csv"
    path.write_text("channel,subscribers\n\u200eمی\u200cخواهم,1\n👩\u200d🍳 Ana\u200b,2\n", encoding="utf-8")
    run("", path=path)
    assert {row[0] for row in accounts("handle")} == {"می\u200cخواهم", "👩\u200d🍳 Ana"}


def test_an_entry_of_json_with_nothing_but_a_handle_is_a_creator(tmp_path):
    path = tmp_path / "tiktok.jsonl"
    path.write_text(
        '{"handle": "fern.field", "followers": 1, "name": "Fern"}\n{"handle": "brook"}\n'
        '{broken\n\n{"handle": "moss"}\n'
    )
    _, result = run("", path=path)
    assert [row[0] for row in accounts("handle")] == ["brook", "fern.field", "moss"]
    assert ([p["row"] for p in result["rejected"]], result["unmapped"]) == ([3], ["(not an object)"])


def test_creators_under_their_handles_may_hold_figures_in_groups(tmp_path):
    path = tmp_path / "export.json"
    path.write_text(
        '{"fern.field": {"platform": "tiktok", "stats": {"followers": 12}, "tags": ["a"]},'
        ' "moss": {"platform": "tiktok", "stats": {"followers": 13}, "tags": []}}'
    )
    run("", path=path)
    assert accounts("handle", "followers") == [("fern.field", 12), ("moss", 13)]


def test_a_full_name_of_the_fediverse_is_an_account_and_tells_its_platform(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "account,followers\n@fern@mastodon.social,1\n@moss@example.org,2\nhttps://mastodon.social/@reed,3\n"
    )
    _, result = run("", path=path)
    assert (result["platform"], result["rejected"]) == ("mastodon", [])
    assert [row[0] for row in accounts("handle")] == [
        "fern@mastodon.social",
        "moss@example.org",
        "reed@mastodon.social",
    ]


def test_a_handle_among_words_is_read_and_of_two_none(tmp_path):
    path = tmp_path / "instagram.csv"
    path.write_text(
        "influencer,followers\nFern Field (@fern.field),1\n@moss (Moss),2\nIG: @reed.,3\n"
        "@a and @b,4\nNo Name,5\n"
    )
    code, result = run("", path=path)
    assert (code, result["missing"]) == (2, ["handle"])
    _, result = run("", "--map", "influencer=handle", path=path)
    assert [row[0] for row in accounts("handle")] == ["fern.field", "moss", "reed"]
    assert [problem["row"] for problem in result["rejected"]] == [5, 6]


def test_a_line_of_very_many_columns_is_refused_without_reading_them_all(tmp_path, monkeypatch):
    path = tmp_path / "tiktok.csv"
    path.write_text(",".join(f"c{n}" for n in range(20_000)) + "\n" + ",".join("x" * 20_000) + "\n")
    read = []
    monkeypatch.setattr(header_row, "fields_of", lambda heading: read.append(heading) or fields_of(heading))
    code, result = run("", path=path)
    assert (code, result["error"]) == (1, "More than 500 columns: this is not a list of creators.")
    assert 0 < len(read) < 20_000


def test_a_row_whose_accounts_all_fall_is_rejected_once(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Instagram handle,Instagram followers,TikTok handle,TikTok followers\n"
        "fern.field,1,fern_t,2\nmo ss,3,moss_t,many\nreed,5,re ed,6\n,,,\n"
    )
    _, result = run("", path=path)
    assert [(p["row"], p["field"], p["value"]) for p in result["rejected"]] == [(3, "handle", "mo ss | many")]
    assert result["rejected"][0]["reason"] == "not a handle that instagram would allow | not a number"
    assert (result["rows"], result["created"]) == (3, 2)


def test_refused_accounts_count_once_a_row_and_only_where_the_row_is_left_out(tmp_path):
    for platform in ("instagram", "tiktok"):
        make_profile(handle="taken", platform=platform, source=Source.DEMO)
    path = tmp_path / "list.csv"
    path.write_text(
        "Instagram handle,Instagram followers,TikTok handle,TikTok followers\n"
        "taken,1,taken,2\ntaken,3,moss_t,4\nreed,5,reed_t,6\n"
    )
    _, result = run("", path=path)
    assert (result["rows"], result["created"], len(result["rejected"])) == (3, 2, 1)
    assert result["rejected"][0]["row"] == 2
    assert [p["row"] for p in result["warnings"] if "demo catalogue" in p["reason"]] == [2, 3]
