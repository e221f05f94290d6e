"""A guard for lists that come page by page."""

from influencers.sources.base import Unavailable


class Trail:
    """The pages that were read. `most` is how many a list may have at all before it is taken for endless."""

    def __init__(self, who: str, most: int):
        self.who, self.most = who, most
        self.seen: set[str] = set()

    def follow(self, cursor: str) -> str:
        """The cursor of the next page. Raises Unavailable where it leads back, or on and on."""
        if cursor in self.seen or len(self.seen) >= self.most:
            raise Unavailable(f"{self.who}'s list of posts goes round in circles.")
        self.seen.add(cursor)
        return cursor
