"""Installations of their own for tests: a folder, embedded servers in it, nothing of it left at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import services
from config.server_home import known_home

OUTSIDE = ("DATABASE_URL", "REDIS_URL", "DATABASE_URL_FILE", "REDIS_URL_FILE")


@pytest.fixture
def no_outside_servers(monkeypatch) -> None:
    """The environment of somebody who named no servers."""
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def new_var(open_folder, no_outside_servers, monkeypatch) -> Iterator[Callable[[str], Path]]:
    """`new_var("a/b")` makes that folder the var of this process; its servers are stopped at the end."""
    used: list[Path] = []

    def choose(name: str) -> Path:
        var = open_folder / name
        monkeypatch.setenv("HANDPICK_VAR", str(var))
        used.append(var)
        return var

    yield choose
    for var in used:
        monkeypatch.setenv("HANDPICK_VAR", str(var))
        services.stop_services()
        if (home := known_home(var)) and home.data.parent != var:
            shutil.rmtree(home.data)


@pytest.fixture
def var(new_var) -> Path:
    """The var folder of an installation that was never started."""
    return new_var("var")


@pytest.fixture(scope="session")
def stopped_installation() -> Iterator[Path]:
    """A var folder whose servers were made, started and stopped once; making them costs most of a start."""
    with pytest.MonkeyPatch.context() as patch:
        for name in OUTSIDE:
            patch.delenv(name, raising=False)
        folder = Path(tempfile.mkdtemp(prefix="handpick-test-"))
        folder.chmod(0o755)
        patch.setenv("HANDPICK_VAR", str(folder / "var"))
        services.ensure_services()
        services.stop_services()
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def used_var(var, stopped_installation) -> Path:
    """The var folder of an installation that ran before: a copy of the stopped one, owners and modes kept."""
    subprocess.run(["cp", "-a", stopped_installation, var], check=True)
    if (record := var / "services/home").exists():
        record.write_text(str(var / "servers"))
    return var


@pytest.fixture
def is_root() -> bool:
    """Whether servers must run as another user."""
    return os.geteuid() == 0
