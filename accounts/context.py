"""What every page knows of the person who looks at it."""

from accounts.roles import CURATOR, MARKETER, roles_of


def roles(request) -> dict:
    """`is_marketer` and `is_curator` for the templates."""
    held = roles_of(request.user) if hasattr(request, "user") else set()
    return {"is_marketer": MARKETER in held, "is_curator": CURATOR in held}
