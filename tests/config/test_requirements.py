"""The pins and the file they are made from."""

import re
import shutil
from pathlib import Path

import pytest

from config.requirements import stale

PROJECT = Path(__file__).resolve().parents[2]
BOTH = ["requirements.txt", "requirements-dev.txt"]


@pytest.fixture
def project(tmp_path):
    for name in ("pyproject.toml", *BOTH):
        shutil.copy(PROJECT / name, tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_pins_of_the_project_are_fresh():
    assert stale(PROJECT) == []


def test_another_dependency_makes_both_files_stale(project):
    edit(project / "pyproject.toml", '"numpy>=2"', '"numpy>=2.1"')
    assert stale(project) == BOTH


def test_another_tool_for_developers_makes_only_theirs_stale(project):
    edit(project / "pyproject.toml", '"pytest>=8.3"', '"pytest>=8.4"')
    assert stale(project) == ["requirements-dev.txt"]


def test_other_sections_of_pyproject_do_not_matter(project):
    edit(project / "pyproject.toml", "line-length = 110", "line-length = 100")
    assert stale(project) == []


def test_a_pin_changed_by_hand_is_noticed(project):
    pins = (project / "requirements.txt").read_text()
    numpy = re.search(r"^numpy==\S+", pins, re.MULTILINE)[0]
    edit(project / "requirements.txt", numpy, "numpy==2.0.0")
    assert stale(project) == ["requirements.txt"]


def test_the_files_name_no_machine(project):
    for name in BOTH:
        lines = (project / name).read_text().splitlines()
        assert not [line for line in lines if re.search(r"https?:|file:|/opt|--find-links|--index", line)]
        assert all(re.match(r"#|\s+#|[a-z0-9._\[\]-]+==", line) for line in lines)
