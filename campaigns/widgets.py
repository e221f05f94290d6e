"""How the fields of a brief look."""

from django import forms


def dress(widget: forms.Widget) -> None:
    """Gives a widget the look of the page; multi-selects become searchable where JavaScript runs."""
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.CheckboxInput | forms.RadioSelect):
        widget.attrs["class"] = "form-check-input"
        return
    ranged = getattr(widget, "input_type", "") == "range"
    look = "form-range" if ranged else "form-select" if isinstance(widget, forms.Select) else "form-control"
    widget.attrs.setdefault("class", look)
    if isinstance(widget, forms.SelectMultiple):
        widget.attrs |= {"data-pick": "", "size": 4}
