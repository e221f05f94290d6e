"""Where a bio tells how to reach somebody: these words say nothing of what the account is about."""

import re

_ASKS = (
    r"inquir\w*|enquir\w*|contacts?|e-?mails?|mail|dms?|only|collabs?|collaborations?|requests?|queries|bookings?"
    r"|promotions?|promos?|anfragen?|kontakt"
)
_SUBJECTS = r"tips?|advice|coach\w*|owners?|help|growth"
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HELD = "\0"
"""Stands for an address while the words before it are looked at."""
_HEADS = re.compile(
    "|".join(
        (
            rf"\bbusiness(?:\s*(?:[&+/]|and|or)\s*\w+)?\s+(?:{_ASKS})\b",
            rf"\bbusiness(?=\W{{0,6}}{_HELD}|\s*[:：📧📩✉👇])",
            r"(?<=[📧📩📨💌✉\ufe0f])\s*(?:for\s+)?business\b",
            r"\b(?:contact|dm|e-?mail|mail|message)(?:\s+me|\s+us)?(?:\s+\w+){0,2}\s+(?:for|and|&)\s+business\b"
            rf"(?!\s+(?:{_SUBJECTS}))",
            "お仕事(?:の|に関する)?ご?(?:依頼|相談|連絡|お問い合わせ)",
        )
    ),
    re.IGNORECASE,
)


def without_contacts(bio: str) -> str:
    """The bio without e-mail addresses and without "business" where it only heads one ("Business inquiries:",
    "for business: ..."); "small business owner" stays as it is."""
    if "@" in bio:
        bio = _ADDRESS.sub(_HELD, bio)
    if "usiness" in bio.lower() or "お仕事" in bio:
        bio = _HEADS.sub(" ", bio)
    return bio.replace(_HELD, " ")
