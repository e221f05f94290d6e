"""Which models keep a change history, and which of their fields: those that people edit.

Background work writes by `update`, `bulk_create` and COPY, which the history does not record.
"""

from auditlog.registry import auditlog

from influencers.models import (
    CurrencyRate,
    Fee,
    Influencer,
    Niche,
    Profile,
    ProfileNiche,
    RefreshRule,
    SavedSearch,
    Tag,
    Tier,
)

# Words about an account that a curator may set right; the source's figures stay the source's.
CORRECTABLE = ("display_name", "bio", "url", "country", "language", "contact", "account_kind")


def register() -> None:
    """Switches the history on. Called once, when the app is ready."""
    auditlog.register(Influencer, exclude_fields=["created_at", "updated_at"], m2m_fields={"tags"})
    identity = ["influencer", "platform", "handle"]
    auditlog.register(Profile, include_fields=[*identity, *CORRECTABLE, "curated_fields"])
    # With their data: a niche or fee that was taken away is still found by its account.
    auditlog.register(ProfileNiche, serialize_data=True)
    auditlog.register(Fee, exclude_fields=["entered_at"], serialize_data=True)
    auditlog.register(CurrencyRate)
    auditlog.register(Niche)
    auditlog.register(Tier)
    auditlog.register(Tag)
    auditlog.register(RefreshRule, exclude_fields=["applied_to"])
    auditlog.register(SavedSearch, exclude_fields=["created_at"])
