"""Lists inside archives."""

import gzip
import zipfile
from pathlib import Path

import pytest

from influencers.models import Profile
from tests.influencers.importing.test_import_command import run

pytestmark = pytest.mark.django_db
LIST = b"handle,followers\nfern.field,12000\nmoss_maker,900\n"


def zip_of(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_gzipped_list_is_read_and_its_name_counts(tmp_path):
    path = tmp_path / "tiktok.csv.gz"
    path.write_bytes(gzip.compress(LIST))
    code, result = run("", path=path)
    assert (code, result["created"], result["platform"]) == (0, 2, "tiktok")
    assert result["notes"] == ["'tiktok.csv' was read out of the archive."]
    assert Profile.objects.get(handle="fern.field").followers == 12_000


def test_the_one_list_of_a_zip_is_read_whatever_lies_beside_it(tmp_path):
    files = {"lists/tiktok.csv": LIST, "lists/": b"", "__MACOSX/._tiktok.csv": b"x", ".DS_Store": b"y"}
    assert run("", path=zip_of(tmp_path / "a.zip", **files))[1]["created"] == 2


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.csv": LIST, "b.csv": LIST}, "2 files: upload one list at a time. a.csv, b.csv"),
        ({}, "0 files"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ({"a.csv.gz": gzip.compress(LIST)}, "archive in an archive"),
        ({"tiktok.csv": b"handle\n" + b"a" * 60_000_000}, "far more"),
    ],
)
def test_what_is_no_one_list_is_refused_in_words(tmp_path, files, words):
    code, result = run("", path=zip_of(tmp_path / "a.zip", **files))
    assert code == 1
    assert words in result["error"]


@pytest.mark.parametrize(
    "data", [gzip.compress(LIST)[:-12], b"\x1f\x8b" + b"x" * 50], ids=["cut short", "no archive"]
)
def test_a_broken_archive_is_refused_in_words(tmp_path, data):
    path = tmp_path / "tiktok.csv.gz"
    path.write_bytes(data)
    code, result = run("", path=path)
    assert code == 1
    assert "cannot be unpacked" in result["error"]


def test_a_locked_archive_is_refused_in_words(tmp_path):
    data = bytearray(zip_of(tmp_path / "a.zip", **{"tiktok.csv": LIST}).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path = tmp_path / "locked.zip"
    path.write_bytes(data)
    assert "cannot be unpacked" in run("", path=path)[1]["error"]


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    path = tmp_path / "tiktok.csv.gz"
    path.write_bytes(gzip.compress(LIST))
    assert run("", path=path)[0] == 0
    assert not list(scratch.iterdir())
