"""The build of the network: once for each lock, never half, and loud when it fails."""

import threading
from pathlib import Path

import pytest

from tests.network import install

NPM = """#!/bin/sh
echo "$@" >> {log}
case "$1" in
  ci) mkdir -p node_modules {ci} ;;
  rebuild) {rebuild} ;;
esac
"""
BUILT = f"mkdir -p {install.COMPILED.parent} && touch {install.COMPILED}"


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """Makes a folder with a Node and an npm of our own, whose two steps do as told; the log of its calls."""
    log = tmp_path / "calls"
    (tmp_path / "bin").mkdir()
    (tmp_path / "include/node").mkdir(parents=True)
    (tmp_path / "include/node/node.h").touch()

    def make(rebuild: str = BUILT, ci: str = "") -> Path:
        for name, text in {
            "node": "#!/bin/sh\necho v20.0.0\n",
            "npm": NPM.format(log=log, rebuild=rebuild, ci=ci),
        }.items():
            program = tmp_path / "bin" / name
            program.write_text(text)
            program.chmod(0o755)
        return log

    monkeypatch.setenv("NODE", str(tmp_path / "bin/node"))
    monkeypatch.setenv("HANDPICK_CACHE", str(tmp_path / "cache"))
    return make


def test_it_is_built_once_and_then_reused(npm):
    log = npm()
    folder = install.installed()
    assert (folder / install.COMPILED).exists()
    assert install.installed() == folder
    assert [line.split()[0] for line in log.read_text().splitlines()] == ["ci", "rebuild"]
    assert "--ignore-scripts" in log.read_text(), "490 packages run no script of theirs"


def test_two_at_once_build_one(npm):
    log = npm(rebuild=f"sleep 0.3; {BUILT}")
    folders = []
    threads = [threading.Thread(target=lambda: folders.append(install.installed())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(folders) == 2
    assert len(log.read_text().splitlines()) == 2


def test_a_build_that_fails_says_how_and_is_not_taken_for_a_good_one(npm):
    npm(rebuild="echo 'fatal error: no such header' >&2; exit 3")
    with pytest.raises(install.NetworkInstallError, match="no such header") as caught:
        install.installed()
    assert "failed (3)" in str(caught.value)
    npm()
    assert (install.installed() / install.COMPILED).exists()


def test_a_build_that_reports_success_without_a_result_fails(npm):
    npm(rebuild="true")
    with pytest.raises(install.NetworkInstallError, match="was not built"):
        install.installed()


def test_another_lock_is_another_build(npm, monkeypatch, tmp_path):
    npm()
    first = install.installed()
    lock = tmp_path / "package-lock.json"
    lock.write_text("{}")
    monkeypatch.setattr(install, "LOCK", lock)
    assert install.installed() != first
