"""How figures and handles are written on a page."""

import pytest

from influencers.templatetags.figures import breakable


@pytest.mark.parametrize(
    ("handle", "shown"),
    [
        ("anna", "anna"),
        ("anna.bakes_bread", "anna.<wbr>bakes_<wbr>bread"),
        ("_anna.", "_<wbr>anna.<wbr>"),
        ("a<b>.c", "a&lt;b&gt;.<wbr>c"),
        ("", ""),
    ],
)
def test_a_handle_breaks_behind_dots_and_underscores_and_is_never_markup(handle, shown):
    assert breakable(handle) == shown
