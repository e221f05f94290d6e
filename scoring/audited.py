"""Which parts of scoring keep a change history: what people change of its words and numbers."""

from auditlog.registry import auditlog

from scoring.models import Override


def register() -> None:
    """Switches the history on. Called once, when the app is ready."""
    auditlog.register(Override, exclude_fields=["at", "by"], serialize_data=True)
