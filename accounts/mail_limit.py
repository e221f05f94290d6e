"""How many mails with a link to choose a password anybody may ask for."""

from accounts.tries import counted

HOUR = 3600
TO_AN_ADDRESS = 3
# An office may share one address of the network.
FROM_A_PLACE = 20


def refused(address: str, place: str) -> str:
    """Why no further link is mailed within this hour, in words; "" where one may be, which is then counted.

    Counts addresses that nobody has as well, so that the answer never tells who has an account. An emptied
    Redis begins anew.
    """
    if counted(f"reset mails to {address.casefold()}", HOUR) > TO_AN_ADDRESS:
        return (
            f"{TO_AN_ADDRESS} links were asked for this address within an hour. Look into its spam folder, "
            "or ask again in an hour."
        )
    if counted(f"reset mails from {place}", HOUR) > FROM_A_PLACE:
        return "Too many links were asked for from where you are. Ask again in an hour."
    return ""
