"""Variables and the file that may hold them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

PROJECT = Path(__file__).resolve().parents[2]
READS = re.compile(
    r"""(?:env\.(?:text|flag|number|words)|os\.environ\.get|environ)[(\[]\s*"([A-Z][A-Z0-9_]+)\""""
)
# Set by the system, by a test runner or by ourselves for our own children; nobody is to set them.
NOT_OURS = {"PATH", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "XDG_CACHE_HOME"}


def test_every_variable_that_is_read_is_named_in_the_example():
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    files = [PROJECT / name for name in listed.stdout.split() if not name.startswith("tests/config/")]
    read = {name for path in files if path.exists() for name in READS.findall(path.read_text())}
    named = set(re.findall(r"^# ([A-Z][A-Z0-9_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert {"DATABASE_URL", "BASE_URL", "CHROMIUM"} <= read
    assert read - NOT_OURS - named == set()


def test_a_secret_may_come_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "from the file"


def test_a_mistyped_switch_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "ture")
    with pytest.raises(ImproperlyConfigured, match="DEBUG must be 1 or 0"):
        env.flag("DEBUG", False)


def test_the_shell_wins_over_the_file(tmp_path):
    (tmp_path / "env").write_text('# note\nPORT=1234\nexport TIME_ZONE="Asia/Tokyo"\n\nHOST=one=two\n')
    script = "from config import env; print(env.text('PORT'), env.text('TIME_ZONE'), env.text('HOST'))"
    environment = {**os.environ, "HANDPICK_ENV": str(tmp_path / "env"), "PORT": "99"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "99 Asia/Tokyo one=two\n"
