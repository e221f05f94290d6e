"""The fields of a mail: `{name}` becomes the creator's name, `{name|you}` becomes "you" where none is known.

A text is filled by looking up these names and nothing else: what a person writes is never run.
"""

import re
from collections.abc import Mapping

from campaigns.fees import money
from campaigns.models import Campaign, Candidate

FIELDS = {
    "name": "the creator's name",
    "first_name": "the first word of the name",
    "handle": "the handle, with @",
    "platform": "the platform",
    "niche": "the main niche",
    "brand": "your brand, from the brief",
    "campaign": "the campaign's name",
    "hashtags": "the campaign's hashtags",
    "code": "the campaign's promo code",
    "fee": "the fee that was agreed, else quoted",
    "product_value": "what the product is worth",
    "starts_on": "first day of the campaign",
    "ends_on": "last day of the campaign",
    "sender": "your name",
    "sender_mail": "your email address",
    "opt_out": "how the creator gets no more mails: a link, where this installation can be reached",
}
_FIELD = re.compile(r"\{\s*([a-z_]*)\s*(?:\|([^{}\n]*))?\}", re.IGNORECASE)
# Texts to start from, {name: (subject, body)}.
STARTERS = {
    "First contact": (
        "{brand} would like to work with you",
        """Hello {first_name|there},

I am {sender} from {brand}. We follow {handle} on {platform} and like your \
{niche|latest} posts. We are planning a campaign and think that you would fit it well.

May I send you the brief? If you tell me what you would ask for a post, we can settle the rest by mail.

Kind regards
{sender}
{sender_mail}

If you want no more mails from us: {opt_out}
""",
    ),
    "Reminder": (
        "{brand} would like to work with you",
        """Hello {first_name|there},

I wrote to you some days ago about working with {brand} and would be glad to hear \
from you. A no helps, too.

Kind regards
{sender}

If you want no more mails from us: {opt_out}
""",
    ),
    "Offer of a product": (
        "Something from {brand} for you",
        """Hello {first_name|there},

We would like to send you a product of {brand}, worth {product_value}, and leave it to you whether and how \
you show it. If you do, please mark the post as advertising.

Where may we send it?

Kind regards
{sender}
{sender_mail}

If you want no more mails from us: {opt_out}
""",
    ),
}


def unknown(*texts: str) -> list[str]:
    """Names in braces that are no field, in their order."""
    found = [match[1] for text in texts for match in _FIELD.finditer(text)]
    return list(dict.fromkeys(name for name in found if name.lower() not in FIELDS))


def filled(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """(the text with its fields filled, names of fields that have neither a value nor a fallback)."""
    missing: list[str] = []

    def value(match: re.Match) -> str:
        name, otherwise = match[1].lower(), match[2]
        if known := values.get(name, ""):
            return known
        if otherwise is None:
            missing.append(name)
            return f"[{name}?]"
        return otherwise.strip()

    return _FIELD.sub(value, text), list(dict.fromkeys(missing))


def values_of(campaign: Campaign, candidate: Candidate, sender, opt_out: str) -> dict[str, str]:
    """{field: its text for this creator}, "" where it is not known; everything is one line."""
    profile = candidate.profile
    name = profile.influencer.name or profile.display_name
    fee = candidate.fee_quoted if candidate.fee_agreed is None else candidate.fee_agreed
    texts = {
        "name": name,
        "first_name": name.split()[0] if name.split() else "",
        "handle": f"@{profile.handle}",
        "platform": profile.get_platform_display(),
        "niche": profile.primary_niche.name if profile.primary_niche else "",
        "brand": campaign.brand_names[0] if campaign.brand_names else "",
        "campaign": campaign.name,
        "hashtags": " ".join(f"#{tag}" for tag in campaign.hashtags),
        "code": campaign.codes[0] if campaign.codes else "",
        "fee": money(candidate.currency, fee) if fee is not None else "",
        "product_value": _worth(campaign),
        "starts_on": _day(campaign.starts_on),
        "ends_on": _day(campaign.ends_on),
        "sender": sender.get_full_name() or sender.get_username(),
        "sender_mail": sender.email,
        "opt_out": opt_out,
    }
    return {field: " ".join(text.split()) for field, text in texts.items()}


def _worth(campaign: Campaign) -> str:
    return money(campaign.currency, campaign.product_value) if campaign.product_value is not None else ""


def _day(day) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
