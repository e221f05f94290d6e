"""Which tables of scoring keep a change history: those that people edit."""

from auditlog.registry import auditlog

from scoring.models import MediaValue, Override


def register() -> None:
    """Switches the history on. Called once, when the app is ready."""
    auditlog.register(MediaValue)
    # With its data: a change that was taken back is still found by its words.
    auditlog.register(Override, exclude_fields=["at", "by"], serialize_data=True)
