"""The Discover page as a test asks for it."""

from django.http import QueryDict

from influencers.discover import Discover
from tests.factories import make_user


def text_of(client, address: str = "/", **headers) -> str:
    """The page at this address for whom `client` is signed in as."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def page(address: str = "", user=None) -> Discover:
    """What the page at this query shows, without its template."""
    return Discover(QueryDict(address), user or make_user())
