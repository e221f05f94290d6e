"""Whose calls a platform counts, told apart without telling the credential."""

from django.conf import settings

from influencers.salt import salted
from influencers.sources.registry import source_class


def credential_of(key: str) -> str:
    """Whose calls the platform counts, as a short salted digest; "" where it does not know us by name."""
    said = [str(getattr(settings, name)) for name in source_class(key).credential]
    return salted(f"credential {key} {' '.join(said)}")[:16] if any(said) else ""
