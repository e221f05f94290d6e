"""The servers that Handpick runs on: outside ones when named, else embedded ones (being written)."""

import os


def urls_for(argv: list[str]) -> tuple[str, str]:
    """(database URL, Redis URL) for this command line; starts the embedded servers where they are needed."""
    return os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
