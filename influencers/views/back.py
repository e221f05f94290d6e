"""Where a form leads afterwards."""

from django.shortcuts import resolve_url

from influencers.way_back import way_back


def back(request, default: str, *args) -> str:
    """The address in `next` where it is one of this site, else that of the page `default`."""
    return way_back(request) or resolve_url(default, *args)
