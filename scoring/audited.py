"""Which tables of scoring keep a change history: those that people edit."""

from auditlog.registry import auditlog

from scoring.models import MediaValue


def register() -> None:
    """Switches the history on. Called once, when the app is ready."""
    auditlog.register(MediaValue)
