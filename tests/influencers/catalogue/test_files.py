"""Generations on disk: whole or not there, and checked."""

import json

import numpy as np
import pytest

from influencers.catalogue.files import Broken, facts_of, folder_of, open_generation, write_generation


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def arrays():
    return {
        "size": np.arange(5, dtype=np.int64),
        "bits": np.ones((2, 3), np.uint64),
        "none": np.zeros((0, 2)),
    }


def test_what_was_written_is_read_back_mapped_and_read_only():
    path = write_generation("kind", arrays(), {"rows": 5})
    opened = open_generation("kind")
    assert (opened.number, opened.facts, path.name) == (1, {"rows": 5}, "1")
    assert isinstance(opened.arrays["size"], np.memmap)
    for name, array in arrays().items():
        assert np.array_equal(opened.arrays[name], array)
        assert opened.arrays[name].dtype == array.dtype
        with pytest.raises(ValueError, match="read-only"):
            opened.arrays[name][:] = 1


def test_the_newest_is_opened_and_an_open_one_outlives_its_files():
    write_generation("kind", {"a": np.array([1])}, {"turn": 1})
    first = open_generation("kind")
    for turn in (2, 3):
        write_generation("kind", {"a": np.array([turn])}, {"turn": turn})
    assert open_generation("kind").facts == facts_of("kind") == {"turn": 3}
    assert sorted(path.name for path in folder_of("kind").iterdir()) == ["2", "3"]
    assert first.arrays["a"].tolist() == [1]


def test_nothing_there_says_so():
    assert open_generation("kind") == Broken("it was not built yet")
    assert facts_of("kind") == {}


def test_a_changed_byte_a_short_file_and_a_lost_file_are_noticed():
    path = write_generation("kind", arrays(), {}) / "size.npy"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"\x07")
    assert "size.npy does not have its checksum" in open_generation("kind").reason
    path.write_bytes(whole[:-9])
    assert "checksum" in open_generation("kind").reason
    path.unlink()
    assert "damaged" in open_generation("kind").reason


def test_another_version_and_a_torn_manifest_are_not_read():
    path = write_generation("kind", arrays(), {}, version=2) / "manifest.json"
    assert "another version" in open_generation("kind", version=1).reason
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told)[:-5])
    assert "damaged" in open_generation("kind", version=2).reason


def test_what_a_killed_writer_left_is_cleared_and_never_opened():
    left = folder_of("kind") / ".half"
    left.mkdir(parents=True)
    (left / "size.npy").write_bytes(b"half")
    assert isinstance(open_generation("kind"), Broken)
    write_generation("kind", arrays(), {})
    assert not left.exists()
