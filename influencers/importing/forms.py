"""The forms of the import page."""

from django import forms

from influencers.choices import Platform
from influencers.importing.headings import AVERAGES, COUNTS, FIELDS, LABELS, RATE, platform_in
from influencers.importing.mapping import SCALES
from influencers.importing.plan import Plan

_WIDE = ("handle", "url", "followers", RATE, "avg_likes", "avg_views")


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="List of creators",
        widget=forms.ClearableFileInput(
            attrs={"class": "form-control", "accept": ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.zip,.gz"}
        ),
        error_messages={"required": "Choose a file first.", "empty": "The file is empty."},
    )


class MappingForm(forms.Form):
    """Platform, date, and one select for each column of the file."""

    platform = forms.ChoiceField(
        required=False, label="Platform", widget=forms.Select(attrs={"class": "form-select"})
    )
    as_of = forms.DateField(
        label="Figures are from",
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Say from which day the figures are.",
            "invalid": "Write the day as 2026-01-31.",
        },
    )

    def __init__(self, plan: Plan, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        empty = "As each row says" if not plan.platform and "platform" not in plan.missing else "Choose one"
        self.fields["platform"].choices = [("", empty), *Platform.choices]
        self.columns = []
        choices = _choices(plan)
        seen: set[str] = set()
        for table, mapping in plan.tables or plan.left_out:
            for column in mapping.columns:
                if column.heading in seen:
                    continue
                seen.add(column.heading)
                name = f"column_{len(self.columns)}"
                self.fields[name] = forms.ChoiceField(
                    choices=choices, required=False, initial=column.spec,
                    label=" ".join(column.heading.split()),
                    widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                )  # fmt: skip
                samples = [row[column.index] for row in table.sample()[:40] if column.index < len(row)]
                self.columns.append((name, column, [s for s in dict.fromkeys(samples) if s.strip()][:3]))

    def rows(self):
        """(bound field, column, sample cells, whether something is asked of it) for the template."""
        asked = {question.column for question in self.plan.questions}
        return [
            (self[name], column, samples, column.heading in asked) for name, column, samples in self.columns
        ]

    def questions(self):
        """(question, id of the control that answers it, words for the way there) for the template."""
        ids = {column.heading: self[name].id_for_label for name, column, _ in self.columns}
        first = next(iter(ids.values()), "")
        for question in self.plan.questions:
            if question.field == "platform":
                yield question, self["platform"].id_for_label, "Choose the platform"
            elif question.column:
                yield question, ids.get(question.column, first), "Choose the unit"
            else:
                yield question, first, "Choose the column"

    def chosen(self) -> dict[str, str]:
        """{heading: spec} as the form was sent; columns left out say so, so that the choice is remembered."""
        return {column.heading: self.cleaned_data.get(name) or "ignore" for name, column, _ in self.columns}


def _choices(plan: Plan) -> list:
    plain = [(f, LABELS[f]) for f in FIELDS if f not in (*COUNTS, RATE, *AVERAGES)]
    figures = [(f, LABELS[f]) for f in (*COUNTS, RATE, *AVERAGES)]
    units = [
        (f"{RATE}_percent", "Engagement rate, per cent"),
        (f"{RATE}_fraction", "Engagement rate, fraction"),
    ]
    units += [
        (f"followers_{unit}", f"Followers, {'as they stand' if unit == 'exact' else f'in {unit}'}")
        for unit in SCALES
    ]
    groups = [("", "Leave out"), ("Who it is", plain), ("Figures", figures), ("Figures with a unit", units)]
    tables = plan.tables or plan.left_out
    named = {platform_in(c.heading)[0] or c.platform for _, m in tables for c in m.columns} - {""}
    if len(named) > 1:
        labels = dict(Platform.choices)
        groups.append(
            (
                "Of one platform",
                [(f"{p}.{f}", f"{labels[p]}: {LABELS[f]}") for p in sorted(named) for f in _WIDE],
            )
        )
    offered = {
        value for group in groups for value, _ in (group[1] if isinstance(group[1], list) else [group])
    }
    other = {c.spec for _, m in tables for c in m.columns} - offered
    return [*groups, ("Other", [(spec, spec) for spec in sorted(other)])] if other else groups
