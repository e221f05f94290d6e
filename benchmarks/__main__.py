"""`python -m benchmarks`: every benchmark, or ONLY=name of one; SCALE=rows sets the size.

A benchmark is a file of this folder with a function `measure(scale: int | None) -> list[Row]`. It runs in a
database of its own, made for the run and dropped afterwards.
"""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

import benchmarks
from benchmarks.report import write

_NOT_BENCHMARKS = {"__main__", "report"}


def names() -> list[str]:
    """The benchmarks there are."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name for name in found if name not in _NOT_BENCHMARKS and not name.startswith("_"))


def main() -> int:
    """Runs what ONLY asks for; 0, also where an aim does not hold (the table says so: a benchmark shows and
    is no test), 2 for an unknown name."""
    only, scale = os.environ.get("ONLY", ""), os.environ.get("SCALE", "")
    chosen = [name for name in names() if not only or name == only]
    if not chosen:
        print(f"There is no benchmark {only!r}; there are: {', '.join(names())}.")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{before}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        for name in chosen:
            measured = importlib.import_module(f"benchmarks.{name}").measure(int(scale) if scale else None)
            write(measured, Path(settings.VAR_DIR) / "reports" / "bench.json")
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
