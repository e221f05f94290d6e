"""Pictures of creators: fetched with care, made anew, served by us to people who are signed in."""

import io
import re
import zlib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from influencers.choices import Platform
from influencers.erasing import erase
from influencers.ingest import ingest
from influencers.models import Avatar, Profile
from influencers.pictures import keeping
from influencers.pictures.fetching import NoPicture, fetch
from influencers.pictures.small import small_square
from influencers.refresh_round import run_round
from influencers.sources.base import ProfileRecord
from influencers.tasks import refresh_due
from tests.factories import make_avatar, make_campaign, make_candidate, make_profile, make_user
from tests.influencers.stub import Reply
from tests.influencers.town import Town
from tests.waiting import wait_until
from tests.worker import celery_worker

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def drawn(kind: str = "JPEG", size=(400, 300), mode: str = "RGB", **kw) -> bytes:
    """A picture file: red, with a blue right half."""
    picture = Image.new(mode, size, "red")
    picture.paste(Image.new(mode, (size[0] // 2, size[1]), "blue"), (size[0] // 2, 0))
    out = io.BytesIO()
    picture.save(out, kind, **kw)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A tiny PNG file that claims to be as large as told."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.fixture
def cdn(stub, settings):
    """A local server of pictures that the operator chose, under the name "localhost"."""
    stub.address = stub.url.replace("127.0.0.1", "localhost")
    settings.BLUESKY_APPVIEW_URL = stub.address
    stub.answers(Reply(drawn(), headers={"Content-Type": "image/jpeg"}))
    return stub


def waits(cdn, **kw) -> Avatar:
    """An account whose picture was not fetched yet."""
    profile = make_profile(platform="bluesky", source="bluesky")
    kw = {"address": f"{cdn.address}/a.jpg", "image": None, "digest": "", "fetched_at": None} | kw
    return make_avatar(profile, **{"fetched_from": ""} | kw)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_any_kind_becomes_a_small_square_webp(kind):
    made = small_square(drawn(kind))
    picture = opened(made)
    assert (picture.format, picture.size, picture.mode) == ("WEBP", (160, 160), "RGB")
    assert len(made) < 12 * 1024
    left, right = picture.getpixel((20, 80)), picture.getpixel((140, 80))
    assert left[0] > 200 > right[0]


def test_nothing_of_the_file_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    made = small_square(drawn(exif=exif, comment=b"secret place", icc_profile=b"profile of a camera"))
    picture = opened(made)
    assert not picture.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)
    assert b"home" not in made
    assert b"secret" not in made


def test_a_picture_is_turned_as_its_camera_meant_it():
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down: blue comes to the left
    assert opened(small_square(drawn(exif=exif))).getpixel((20, 80))[2] > 200


def test_a_noisy_picture_stays_a_few_kb():
    noise = Image.effect_noise((800, 800), 200).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=50)
    assert len(small_square(out.getvalue())) < 20 * 1024


@pytest.mark.parametrize("size", [(20_000, 20_000), (100_000, 100_000), (5_000, 4_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size):
    with pytest.raises(NoPicture, match="too many pixels"):
        small_square(png_of(*size))


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>Sign in</body></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        png_of(300, 300)[:60],
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NoPicture):
        small_square(content)


def test_a_cut_off_file_is_refused():
    with pytest.raises(NoPicture, match="broken"):
        small_square(drawn("PNG", (600, 600))[:-200] + b"junk")


def test_a_picture_is_fetched_and_kept(cdn):
    row = waits(cdn)
    assert keeping.fetch_one(row.pk)
    row.refresh_from_db()
    assert opened(bytes(row.image)).size == (160, 160)
    assert (len(row.digest), row.fetched_from, row.trouble) == (16, row.address, "")
    assert not keeping.fetch_one(row.pk), "a second time there is nothing to do"
    assert len(cdn.requests) == 1


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply("", endless=50_000_000), "larger than 2 MB"),
        (Reply("x" * 3_000_000), "larger than 2 MB"),
        (Reply("<html>", headers={"Content-Type": "image/png"}), "no picture"),
        (Reply("<svg xmlns='http://www.w3.org/2000/svg'/>"), "no picture"),
        (Reply(png_of(20_000, 20_000)), "too many pixels"),
        (Reply("", 404), "answered 404"),
        (Reply("", 500), "answered 500"),
        (Reply(cut=True), "did not answer"),
        (Reply(drawn(), cut_within=True), "broken|did not answer"),
    ],
)
def test_a_server_on_a_bad_day_leaves_the_old_picture_and_a_reason(cdn, reply, why):
    row = waits(
        cdn, image=b"old", digest="old", fetched_at=NOW - timedelta(days=100), fetched_from="https://a.test/"
    )
    cdn.answers(reply)
    assert not keeping.fetch_one(row.pk)
    row.refresh_from_db()
    assert re.search(why, row.trouble)
    assert bytes(row.image) == b"old"
    assert cdn.bytes_sent < 20_000_000
    assert not keeping.fetch_one(row.pk), "it is left alone for a day"
    assert len(cdn.requests) <= 2


def test_a_redirect_to_a_public_looking_place_is_followed_and_guarded_anew(cdn):
    inside = urlsplit(cdn.url)
    cdn.answers(Reply("", 302, {"Location": f"http://127.0.0.1:{inside.port}/secret"}), Reply(drawn()))
    with pytest.raises(NoPicture, match="not a public one"):
        fetch(f"{cdn.address}/a.jpg", trusted=[urlsplit(cdn.address).netloc])
    assert len(cdn.requests) == 1


def test_a_redirect_on_the_same_server_is_followed_but_not_for_ever(cdn):
    trusted = [urlsplit(cdn.address).netloc]
    cdn.answers(Reply("", 301, {"Location": "/b.jpg"}), Reply(drawn()))
    assert opened(fetch(f"{cdn.address}/a.jpg", trusted)).size == (400, 300)
    cdn.answers(Reply("", 301, {"Location": "/b.jpg"}))
    with pytest.raises(NoPicture, match="without end"):
        fetch(f"{cdn.address}/a.jpg", trusted)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a",
        "http://[::1]/a",
        "http://169.254.169.254/latest",
        "http://10.1.2.3/a",
        "file:///etc/passwd",
    ],
)
def test_private_addresses_are_not_asked(address):
    with pytest.raises(NoPicture, match="not a public one|no web address"):
        fetch(address)


def test_only_the_server_that_the_operator_chose_for_this_source_may_be_private(cdn):
    row = waits(cdn, source="mastodon")
    assert not keeping.fetch_one(row.pk)
    assert cdn.requests == []


def told(profile: Profile, address: str | None) -> None:
    record = ProfileRecord(profile.platform_id or "did:1", profile.handle, avatar_url=address)
    ingest(profile.pk, record, [], "bluesky", timezone.now())


def test_ingest_keeps_the_address_and_a_new_signature_is_no_new_picture():
    profile = make_profile(platform="bluesky", source="bluesky", fetched_at=None)
    told(profile, "https://cdn.test/a.jpg?sig=1")
    row = Avatar.objects.get()
    assert keeping.due(profile.pk)
    Avatar.objects.update(image=b"x", digest="x", fetched_at=timezone.now(), fetched_from=row.address)
    told(profile, "https://cdn.test/a.jpg?sig=2")
    assert not keeping.due(profile.pk)
    told(profile, None)
    assert Avatar.objects.exists()
    told(profile, "https://cdn.test/b.jpg")
    assert keeping.due(profile.pk)
    assert keeping.waiting(timezone.now()) == [profile.pk]
    told(profile, "")
    assert not Avatar.objects.exists()


def test_youtube_pictures_are_fetched_again_within_its_days():
    old = {"fetched_at": NOW - timedelta(days=26), "told_at": NOW}
    youtube = make_avatar(make_profile(platform="youtube", source="youtube"), **old)
    bluesky = make_avatar(make_profile(platform="bluesky", source="bluesky"), **old)
    assert keeping.due(youtube.pk)
    assert not keeping.due(bluesky.pk)
    assert keeping.waiting(timezone.now()) == [youtube.pk]


@pytest.mark.django_db(transaction=True)
def test_a_refresh_queues_the_picture_and_a_worker_fetches_it(stub):
    town = Town(stub)
    profile = town.add(1)
    town.people[profile.platform_id]["avatar"] = f"{stub.url}/img/a.jpg"
    stub.on("a.jpg", lambda query: Reply(drawn()))
    with celery_worker(BLUESKY_APPVIEW_URL=stub.url):
        refresh_due.delay()
        wait_until(lambda: Avatar.objects.filter(image__isnull=False).exists(), 60, what="the picture")
    assert opened(bytes(Avatar.objects.get(profile=profile).image)).format == "WEBP"


def test_a_picture_on_blueskys_own_servers_comes_home(bluesky_network, settings):
    net = bluesky_network
    settings.BLUESKY_APPVIEW_URL = net.appview
    name = net.fresh()
    net.picture(name, drawn())
    wait_until(lambda: net.seen(net.dids[name]).get("avatar"), what="the picture at the AppView")
    profile = make_profile(
        platform="bluesky", platform_id=net.dids[name], handle=f"{name}.test", fetched_at=None
    )
    run_round("bluesky", [profile.pk])
    assert keeping.fetch_one(profile.pk)
    picture = opened(bytes(Avatar.objects.get(profile=profile).image))
    assert (picture.format, picture.size) == ("WEBP", (160, 160))
    assert picture.getpixel((20, 80))[0] > 200


@pytest.mark.django_db(transaction=True)
def test_one_who_was_erased_while_the_picture_was_on_its_way_stays_away(cdn):
    row = waits(cdn)
    creator = row.profile.influencer_id

    def meanwhile(query):
        erase([creator])
        connection.close()
        return Reply(drawn())

    cdn.on("a.jpg", meanwhile)
    assert not keeping.fetch_one(row.pk)
    assert not Avatar.objects.exists()


def test_it_is_served_to_people_who_are_signed_in(client):
    row = make_avatar(make_profile(), image=small_square(drawn()))
    url = reverse("avatar", args=[row.pk, row.digest])
    assert client.get(url).status_code == 302
    client.force_login(make_user())
    answer = client.get(url)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert answer["Cache-Control"] == "private, max-age=86400"
    assert opened(answer.content).size == (160, 160)
    again = client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(reverse("avatar", args=[row.pk, "other"])).status_code == 404


def test_an_erased_creators_picture_is_gone_at_once(client):
    row = make_avatar(make_profile())
    client.force_login(make_user())
    url = reverse("avatar", args=[row.pk, row.digest])
    assert client.get(url).status_code == 200
    erase([row.profile.influencer_id])
    assert client.get(url).status_code == 404


def shown(client, url: str) -> list[str]:
    return re.findall(r'<img[^>]*src="([^"]*)"', client.get(url).content.decode())


def test_lists_and_pages_show_it_and_no_page_has_a_picture_from_elsewhere(client):
    user = make_user()
    client.force_login(user)
    profile = make_profile(display_name="Lena")
    campaign = make_campaign(owner=user, min_followers=1)
    make_candidate(campaign, profile)
    row = make_avatar(profile)
    ours = reverse("avatar", args=[row.pk, row.digest])
    pages = [
        reverse("discover"),
        profile.get_absolute_url(),
        reverse("campaign_shortlist", args=[campaign.pk]),
    ]
    for url in pages:
        assert ours in shown(client, url), url
    for url in [
        *pages,
        reverse("campaign_ranking", args=[campaign.pk]),
        reverse("data_health"),
        reverse("imports"),
    ]:
        assert all(src.startswith("/") and not src.startswith("//") for src in shown(client, url)), url


def test_who_has_none_is_shown_by_initials(client):
    client.force_login(make_user())
    profile = make_profile(display_name="Lena Fox")
    make_avatar(profile, image=None, digest="", fetched_at=None)
    for url in (reverse("discover"), profile.get_absolute_url()):
        assert shown(client, url) == []
        assert "LF" in client.get(url).content.decode()


def test_pictures_cost_a_list_no_query_more(client):

    client.force_login(make_user())
    profiles = [make_profile() for _ in range(8)]
    client.get(reverse("discover"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("discover"))
    for profile in profiles:
        make_avatar(profile)
    with CaptureQueriesContext(connection) as after:
        assert len(shown(client, reverse("discover"))) == 8
    assert len(after) == len(before)
    assert not any('"image"' in query["sql"] for query in after.captured_queries)


def test_the_policy_of_every_platform_is_known_here():
    assert set(keeping.CHOSEN) <= set(Platform.values)
