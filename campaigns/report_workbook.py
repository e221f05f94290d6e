"""The report as a workbook: sums, posts and their growth, each with charts of the very cells beside them."""

from collections.abc import Sequence

import xlsxwriter

from campaigns.models import Campaign
from campaigns.report import Report
from campaigns.result_totals import Total
from campaigns.results import Line
from influencers.spreadsheet import Share, formats, safe_cell, write_cell

TOTALS = (
    "Platform", "Agreed", "Published", "Settled", "Missed", "Late", "Engagements", "Expected",
    "Engagement rate", "Times the usual", "Views", "Posts with views", "Cost", "Cost per engagement",
    "Posts in cost per engagement", "Planned cost per engagement", "Media value", "Note",
)  # fmt: skip
POSTS = (
    "Platform", "Creator", "Content", "Due", "Late", "State", "Published", "Link", "Found", "Engagements",
    "Expected", "Expected low", "Expected high", "In the range", "Times the usual", "Engagement rate",
    "Likes", "Comments", "Shares", "Views", "Cost", "Cost per engagement", "Planned cost per engagement",
    "Media value", "Figures source", "Figures as of", "Note",
)  # fmt: skip
GAINED, EXPECTED, CREATOR = POSTS.index("Engagements"), POSTS.index("Expected"), POSTS.index("Creator")
CHART = {"x_scale": 1.4, "y_scale": 1.1}


def fill(book: xlsxwriter.Workbook, campaign: Campaign, told: Report) -> None:
    """Writes the sheets Summary, Posts, Growth and Notes. Sums stand by platform; a sum over several only
    where the terms of all of them allow it."""
    writer = _Writer(book)
    writer.summary(told)
    writer.posts(told)
    writer.growth(told)
    writer.lines("Notes", [f"{campaign.name}, report of {told.at:%Y-%m-%d}", *told.summary, "", *told.notes])


class _Writer:
    """The sheets of one workbook, with its formats."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.book, self.forms = book, formats(book)
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def table(self, name: str, header: Sequence[str], rows: Sequence[Sequence]):
        """A sheet with a header that stays in sight."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.set_column(column, column, max(10, min(28, len(title) + 2)))
            sheet.write_string(0, column, title, self.bold)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                write_cell(sheet, at, column, value, self.forms)
        return sheet

    def lines(self, name: str, texts: Sequence[str]) -> None:
        """A sheet of sentences."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 110, self.wrapped)
        for at, text in enumerate(texts):
            write_cell(sheet, at, 0, text, self.forms)

    def summary(self, told: Report) -> None:
        """Sums by platform; what engagements cost against what was planned."""
        totals = told.page.totals
        shown = [*([totals.whole] if totals.whole else []), *totals.groups]
        sheet = self.table("Summary", TOTALS, [_total_row(total) for total in shown])
        first, last = 1 + bool(totals.whole), len(shown)
        if any(total.cpe is not None for total in totals.groups):
            title = f"Cost per engagement by platform, {told.page.currency}"
            columns = (TOTALS.index("Cost per engagement"), TOTALS.index("Planned cost per engagement"))
            self._columns("Summary", sheet, title, columns, TOTALS, 0, first, last, len(shown) + 2)

    def posts(self, told: Report) -> None:
        """Every post; for each platform a chart of what was gained and expected."""
        rows, parts = [], []
        for group in told.groups:
            parts.append((group.total, len(rows) + 1, len(rows) + len(group.rows)))
            rows += [_post_row(group.total.label, row.line) for row in group.rows]
        sheet = self.table("Posts", POSTS, rows)
        down = len(rows) + 2
        for total, first, last in parts:
            if total.engagements is not None:
                title, columns = f"{total.label}: engagements", (GAINED, EXPECTED)
                self._columns("Posts", sheet, title, columns, POSTS, CREATOR, first, last, down)
                down += 18

    def _columns(self, name, sheet, title, columns, header, names, first, last, down) -> None:
        chart = self.book.add_chart({"type": "column"})
        for column in columns:
            chart.add_series(
                {
                    "name": header[column],
                    "categories": [name, first, names, last, names],
                    "values": [name, first, column, last, column],
                }
            )
        chart.set_title({"name": safe_cell(title), "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"})
        sheet.insert_chart(down, 0, chart, CHART)

    def growth(self, told: Report) -> None:
        """The readings of the latest posts, and a line for each."""
        series = told.page.growth["series"]
        rows, parts = [], []
        for one in series:
            name = one["name"].lstrip("@")  # a cell that begins with @ would be taken for a formula
            parts.append((name, len(rows) + 1, len(rows) + len(one["points"])))
            rows += [(name, day, gained) for day, gained in one["points"]]
        sheet = self.table("Growth", ("Post", "Days since published", "Engagements"), rows)
        if not parts:
            return
        chart = self.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        for name, first, last in parts:
            chart.add_series(
                {
                    "name": safe_cell(name),
                    "categories": ["Growth", first, 1, last, 1],
                    "values": ["Growth", first, 2, last, 2],
                }
            )
        chart.set_title({"name": "How the posts grew", "name_font": {"size": 12}})
        chart.set_x_axis({"name": "Days since published", "min": 0})
        chart.set_y_axis({"name": "Engagements", "min": 0})
        sheet.insert_chart(1, 4, chart, CHART)


def _total_row(total: Total) -> tuple:
    note = "Each post by itself: the terms of this platform let nobody make sums." if total.withheld else ""
    return (
        total.label, total.deliverables, total.posts, total.settled, total.missed, total.late,
        total.engagements, total.expected, Share.of(total.rate), total.times_usual, total.views,
        total.n_views, total.cost, total.cpe, total.n_cpe, total.planned_cpe, total.emv, note,
    )  # fmt: skip


def _post_row(label: str, line: Line) -> tuple:
    row, counts = line.row, line.counts
    link = (row.post.url if row.post else "") or row.link
    within = "" if line.within is None else "yes" if line.within else "no"
    told = (counts.likes, counts.comments, counts.shares, counts.views) if counts else (None,) * 4
    return (
        label, row.candidate.profile.handle, row.get_kind_display(), row.due_on, line.late,
        row.get_state_display(), counts.published_at if counts else None, link,
        ", ".join(filter(None, (row.get_found_how_display(), *row.matched))), line.engagements, line.expected,
        line.low, line.high, within, line.times_usual, Share.of(line.rate), *told, line.known.cost, line.cpe,
        line.planned_cpe, line.emv, counts.source if counts else "", counts.at if counts else None,
        " ".join(filter(None, (line.why, row.note))),
    )  # fmt: skip
