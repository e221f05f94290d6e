"""Real lists that other people made, where they lie beside the project."""

import io
import json
import warnings
from pathlib import Path

import pytest
from django.core.management import call_command

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
LISTS = [
    *sorted((SHARED / "import-samples").glob("*.csv")),
    *sorted((SHARED / "import-samples").glob("*.xlsx")),
    *sorted((SHARED / "tiktok-vendor-export").glob("*.csv")),
    *sorted((SHARED / "tiktok-niche").glob("*.json")),
    *sorted((SHARED / "tiktok-youtube-tiers").glob("*.csv")),
]


def test_the_real_lists_are_there():
    if not LISTS:
        message = f"The real lists under {SHARED} are not on this machine: nothing was tried on them."
        print(f"\n{message}")  # noqa: T201
        warnings.warn(message, stacklevel=1)


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_each_list_imports_and_accounts_for_every_row(path):
    out = io.StringIO()
    call_command("import_profiles", str(path), "--json", stdout=out)
    result = json.loads(out.getvalue())
    lost = len({problem["row"] for problem in result["rejected"]})
    assert result["rows"] == result["created"] + result["updated"] + result["unchanged"] + lost
    assert result["created"] > 0
    assert not result["missing"]
    assert lost < 0.05 * result["rows"] or result["rows"] < 20
    assert all(problem["reason"] for problem in result["rejected"] + result["warnings"])
    assert result["platform"] in ("instagram", "tiktok", "youtube")
