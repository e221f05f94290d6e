"""Typed reading of environment variables. Every variable that Handpick knows is named in .env.example."""

import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
PROJECT = Path(__file__).resolve().parent.parent


def read_file(path: Path) -> dict[str, str]:
    """{name: value} of the lines NAME=VALUE in `path`; empty where there is no such file."""
    if not path.is_file():
        return {}
    lines = (line.strip().removeprefix("export ") for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


# What the shell says wins over `.env`. Tests do not depend on what somebody put there.
if "pytest" not in sys.modules:
    for _name, _value in read_file(Path(os.environ.get("HANDPICK_ENV", PROJECT / ".env"))).items():
        os.environ.setdefault(_name, _value)


def text(name: str, default: str = "") -> str:
    """The value of `name`; a secret may come from the file that `<name>_FILE` points to."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """True or False; any other spelling is refused, so that a typing error never switches a guard off."""
    raw = text(name, "1" if default else "0").strip().lower()
    if raw in TRUE:
        return True
    if raw in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    raw = text(name, str(default))
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error


def choice(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`, or "" where it is not set; any other spelling is refused."""
    raw = text(name).strip().lower()
    if raw and raw not in choices:
        raise ImproperlyConfigured(f"{name} must be empty or one of {', '.join(choices)}, not {raw!r}.")
    return raw


def words(name: str, default: str = "") -> list[str]:
    """A list from a comma-separated value."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
