"""Looking a figure of a row up in a table that was read once for the whole page."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(table: Mapping[int, str], key: int) -> str:
    """What stands in `table` for `key`, or an empty text."""
    return table.get(key, "")
