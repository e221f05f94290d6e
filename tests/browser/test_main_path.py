"""The whole way of a marketer, with real lists, the real worker and Bluesky's own servers."""

import csv
import io
import warnings
from pathlib import Path

import pytest
from playwright.sync_api import expect

from influencers.models import ImportFile, Profile, ProfileNiche
from scoring.tasks import score_stale
from tests.factories import make_user
from tests.waiting import wait_until
from tests.worker import celery_worker

pytestmark = pytest.mark.django_db(transaction=True)

PROJECT = Path(__file__).resolve().parents[2]
REAL_LIST = PROJECT.parent / "shared" / "data" / "tiktok-niche" / "profiles.json"
OWN_LIST = PROJECT / "tests" / "files" / "main_path.json"


@pytest.fixture
def creator_list() -> Path:
    """A list that somebody else made; our own small one where the real one is not beside the project."""
    if REAL_LIST.exists():
        return REAL_LIST
    warnings.warn(f"{REAL_LIST} is not there: the main path is walked with a list of our own", stacklevel=1)
    return OWN_LIST


@pytest.fixture
def worker(transactional_db, bluesky_network):
    with celery_worker(BLUESKY_APPVIEW_URL=bluesky_network.appview) as process:
        yield process


def bring(page, base: str, path: Path, content: bytes | None = None) -> ImportFile:
    """Uploads and imports a list on the page; its record when the worker is done."""
    page.goto(f"{base}/import/")
    file = {"name": path.name, "mimeType": "application/octet-stream", "buffer": content or path.read_bytes()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.locator("#dry-run").get_by_role("button", name="Import").click()
    expect(page.get_by_role("link", name="See them in Discover")).to_be_visible(timeout=60_000)
    return ImportFile.objects.latest("pk")


def test_from_a_list_to_the_exported_shortlist(
    page, live_server, login, worker, bluesky_network, creator_list
):
    base, net = live_server.url, bluesky_network
    star, fan = net.fresh("star"), net.fresh("fan")
    net.follow(fan, star)
    wait_until(lambda: net.seen(net.dids[star]).get("followersCount") == 1)
    person = make_user("curator", username="mara")
    login(page, person)

    # Two lists: one of others, and one that names an account of a network that can be refreshed.
    record = bring(page, base, creator_list)
    assert record.rows == record.created + record.updated + record.unchanged + record.rejected
    assert record.created == Profile.objects.count() > 0
    bring(page, base, Path("own.csv"), f"handle,platform,followers\n{star}.test,bluesky,7\n".encode())
    score_stale.delay()
    wait_until(lambda: Profile.objects.filter(scored_at__isnull=False, percentile__isnull=False).exists(), 60)

    # Discover, the creator, and new numbers from the network.
    page.goto(f"{base}/?platform=bluesky")
    page.get_by_role("link", name=f"{star}.test").first.click()
    expect(page.locator("#account")).to_contain_text("own.csv")
    page.get_by_role("button", name="Refresh now").click()
    expect(page.locator("#account")).to_contain_text("Bluesky, just now", timeout=40_000)
    assert Profile.objects.get(platform="bluesky").followers == 1
    expect(page.locator("#account")).not_to_contain_text("own.csv")

    # A brief, and the candidates with reasons.
    page.goto(f"{base}/campaigns/new/")
    page.get_by_label("Name").fill("Strong autumn")
    row = page.locator("[data-niche-row]").first
    row.locator(".ts-control").click()
    row.locator(".ts-dropdown [data-value]", has_text="Training").click()
    page.get_by_role("button", name="Save and see the ranking").click()
    ranking = page.url
    first = page.locator(".hp-ranked").first
    first.locator("summary").click()
    expect(first).to_contain_text("Niche fit")
    chosen = Profile.objects.get(pk=first.get_attribute("id").removeprefix("p"))
    assert 5_000 <= chosen.followers <= 100_000

    # A curator says that the best one is about something else, and the ranking follows.
    correct_niche(page, base, chosen, "Pets")
    page.goto(ranking)
    expect(page.locator(".hp-ranked").first).not_to_contain_text(f"@{chosen.handle}")
    best = page.locator(".hp-ranked").first
    handle = Profile.objects.get(pk=best.get_attribute("id").removeprefix("p")).handle
    best.get_by_role("button", name=f"Shortlist @{handle}").click()
    expect(page.locator("#n-listed")).to_have_text("1")

    # The shortlist leaves the house with the date of each figure.
    page.get_by_role("link", name="Shortlist").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["Handle"] for row in rows] == [handle]
    assert creator_list.name in " ".join(rows[0].values())


def correct_niche(page, base: str, profile: Profile, niche: str) -> None:
    """Sets the only niche of an account by hand, in the admin."""
    page.goto(f"{base}/admin/influencers/profile/{profile.pk}/change/")
    page.locator("#id_niches-0-niche").evaluate("select => select.closest('.form-row, tr').scrollIntoView()")
    page.locator(".field-niche .select2-selection").first.click()
    page.locator(".select2-search__field").fill(niche)
    page.locator(".select2-results__option", has_text=niche).first.click()
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert ProfileNiche.objects.get(profile=profile, basis="curated").niche.name == niche
