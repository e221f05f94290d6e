"""How many mails with a link to choose a password anybody may ask for."""

from hashlib import sha256

from django.core.cache import cache

HOUR = 3600
TO_AN_ADDRESS = 3
# An office may share one address of the network.
FROM_A_PLACE = 20


def refused(address: str, place: str) -> str:
    """Why no further link is mailed within this hour, in words; "" where one may be, which is then counted.

    Counts addresses that nobody has as well, so that the answer never tells who has an account. An emptied
    Redis begins anew.
    """
    if _count(f"to {address.casefold()}") > TO_AN_ADDRESS:
        return (
            f"{TO_AN_ADDRESS} links were asked for this address within an hour. Look into its spam folder, "
            "or ask again in an hour."
        )
    if _count(f"from {place}") > FROM_A_PLACE:
        return "Too many links were asked for from where you are. Ask again in an hour."
    return ""


def _count(what: str) -> int:
    key = f"reset-mails-{sha256(what.encode()).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key)
    except ValueError:  # the hour ended between the two calls
        return 1
