"""`make requirements` pins what pyproject.toml asks for; `--check` needs no network to find stale pins."""

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FILES = {"requirements.txt": [], "requirements-dev.txt": ["--group", "dev"]}
SEAL = "# Sealed (make requirements): "


def seal(pyproject: dict, pins: str, groups: bool) -> str:
    """One hash over what is asked for and what was pinned; an edit of either, by hand too, breaks it."""
    asked = {
        "python": pyproject["project"]["requires-python"],
        "dependencies": pyproject["project"]["dependencies"],
        "groups": pyproject["dependency-groups"] if groups else {},
    }
    return hashlib.sha256(f"{json.dumps(asked, sort_keys=True)}\n{pins}".encode()).hexdigest()


def pins_in(text: str) -> str:
    """A requirements file without its seal."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(SEAL))


def stale(project: Path) -> list[str]:
    """The names of the files that no longer belong to pyproject.toml."""
    pyproject = tomllib.loads((project / "pyproject.toml").read_text())
    found = []
    for name, options in FILES.items():
        text = (project / name).read_text()
        expected = f"{SEAL}{seal(pyproject, pins_in(text), bool(options))}"
        if expected not in text.splitlines():
            found.append(name)
    return found


def pin(project: Path, *words: str) -> None:
    """Writes both files anew; existing pins stay unless `--upgrade` is among the words for uv."""
    pyproject = tomllib.loads((project / "pyproject.toml").read_text())
    for name, options in FILES.items():
        path = project / name
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", "3.11", "pyproject.toml", *options, "-o", name, *words]
        subprocess.run(command, cwd=project, check=True)
        pins = pins_in(path.read_text())
        path.write_text(f"{SEAL}{seal(pyproject, pins, bool(options))}\n{pins}")


def main() -> int:
    """The exit code; 1 where `--check` finds a stale file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("words", nargs="*", help="handed to uv, such as -- --upgrade")
    chosen = parser.parse_args()
    if not chosen.check:
        pin(PROJECT, *chosen.words)
        return 0
    names = stale(PROJECT)
    if names:
        sys.stderr.write(f"{' and '.join(names)} stale: type make requirements\n")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
