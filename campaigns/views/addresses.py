"""Where to go after a form was sent."""

from django.urls import reverse

from influencers.way_back import way_back

TOLD = ("undo", "refused", "wish")
"""Parts of an address that tell of the change that led to a page."""


def back(request, name: str, *args) -> str:
    """The address in the form's `next` where it is one of our own, else the page named."""
    return way_back(request) or reverse(name, args=args)


def here(request) -> str:
    """The address of the page that is shown, for coming back to it, without what it tells of a change that
    led to it."""
    asked = request.GET.copy()
    for told in TOLD:
        asked.pop(told, None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def ids_in(values) -> list[int]:
    """The whole numbers among the values of a form, at most 1,000 of them; what is none is left aside."""
    return [int(v) for v in values[:1000] if v.isascii() and v.isdigit() and len(v) < 19]
