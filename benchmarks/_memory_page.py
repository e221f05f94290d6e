"""For `benchmarks.pages`: Handpick's addresses, and one of Discover from memory."""

from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as own
from influencers.discover import Discover

_kept: dict[str, Discover] = {}


def from_memory(request):
    """The page that Discover shows for this query string. Its answer and rows are looked up once a process;
    what templates compute from them is computed each time, as on the page itself."""
    address = request.META["QUERY_STRING"]
    if address not in _kept:
        page = Discover(request.GET, request.user)
        render(request, "influencers/discover.html", {"page": page})
        _kept[address] = page
    return render(request, "influencers/discover.html", {"page": _kept[address]})


urlpatterns = [path("bench/memory/", from_memory), *own]
