"""A pasted list in any spelling."""

import pytest

from influencers.finding.handles import MOST, TooMany, named_in

CHANNEL = "UCabcdefghijklmnopqrstuv"


def read(text: str, *platforms: str) -> list[tuple[str, str]]:
    """(platform, handle or id) of each piece."""
    return [(one.platform, one.handle or one.platform_id) for one in named_in(text, platforms)]


@pytest.mark.parametrize(
    ("link", "account"),
    [
        ("https://www.instagram.com/ana.b/?igsh=MzRlODBiNWFlZA%3D%3D&utm_source=qr", ("instagram", "ana.b")),
        ("instagram.com/ana", ("instagram", "ana")),
        ("HTTPS://INSTAGRAM.COM/Ana/", ("instagram", "Ana")),
        ("//instagram.com/ana", ("instagram", "ana")),
        ("instagram.com/ana/reels/", ("instagram", "ana")),
        ("https://m.youtube.com/@Name/videos?si=x", ("youtube", "Name")),
        (f"https://youtube.com/channel/{CHANNEL}?x=1", ("youtube", CHANNEL)),
        ("https://mobile.twitter.com/ana?s=20", ("x", "ana")),
        ("https://x.com/ana/status/12?s=20&t=x", ("x", "ana")),
        ("https://m.facebook.com/ana/", ("facebook", "ana")),
        ("https://www.tiktok.com/@ana.b?lang=de&a=1,2", ("tiktok", "ana.b")),
        ("https://www.threads.net/@ana", ("threads", "ana")),
        ("https://www.twitch.tv/ana/", ("twitch", "ana")),
        ("https://www.pinterest.de/ana/", ("pinterest", "ana")),
        ("https://www.snapchat.com/add/ana", ("snapchat", "ana")),
        ("https://de.linkedin.com/in/ana-b/", ("linkedin", "ana-b")),
        ("https://bsky.app/profile/ana.bsky.social/post/3k", ("bluesky", "ana.bsky.social")),
        ("https://bsky.app/profile/did:plc:abcdefgh?ref=x", ("bluesky", "did:plc:abcdefgh")),
        ("https://bsky.app/profile/did%3Aplc%3Aabcdefgh", ("bluesky", "did:plc:abcdefgh")),
        ("at://did:plc:abc/app.bsky.feed.post/1", ("bluesky", "did:plc:abc")),
        ("https://social.example/@ana", ("mastodon", "ana@social.example")),
        ("https://mastodon.social/@ana/1234", ("mastodon", "ana@mastodon.social")),
        ("https://social.example/@ana@other.example", ("mastodon", "ana@other.example")),
        ("https://elk.zone/social.example/@ana", ("mastodon", "ana@social.example")),
        ("https://fosstodon.org/users/ana", ("mastodon", "ana@fosstodon.org")),
        ("@ana@Mastodon.Social", ("mastodon", "ana@mastodon.social")),
        ("acct:ana@social.example", ("mastodon", "ana@social.example")),
        ("@ana.bsky.social", ("bluesky", "ana.bsky.social")),
    ],
)
def test_what_says_its_platform_needs_none_to_be_chosen(link, account):
    assert read(link) == [account]
    assert read(f"  <{link}>,\n", "instagram", "bluesky") == [account]


@pytest.mark.parametrize(
    "text",
    [
        "ana bea cleo", "@ana,@bea,@cleo", "ana, bea; cleo", "ana\tbea|cleo", "ana\r\nbea\n\n cleo ",
        "1. @ana\n2. @bea\n3. @cleo", "- ana\n- bea\n• cleo", "“ana” 'bea' (cleo)", "ana，bea、cleo",
        "@ana - @bea - @cleo", "＠ana ＠bea ＠cleo",
        "[Ana](https://instagram.com/ana), https://instagram.com/bea,https://www.instagram.com/cleo/?a=1,2",
    ],
)  # fmt: skip
def test_whatever_stands_between_them(text):
    assert read(text, "instagram") == [("instagram", "ana"), ("instagram", "bea"), ("instagram", "cleo")]


def test_a_bare_handle_stands_for_each_chosen_platform_that_could_have_it():
    assert read("@ana", "instagram", "mastodon", "bluesky") == [("instagram", "ana"), ("mastodon", "ana")]
    assert read("ana.example", "instagram", "bluesky") == [
        ("instagram", "ana.example"),
        ("bluesky", "ana.example"),
    ]
    assert read("ana.bsky.social", "instagram", "bluesky") == [("bluesky", "ana.bsky.social")]


@pytest.mark.parametrize(
    ("text", "platforms", "reason"),
    [
        ("@ana", (), "Only links say their platform: choose one for bare handles."),
        ("ana", ("bluesky",), "Not a Bluesky handle; one looks like name.bsky.social."),
        ("https://ana.example/", ("bluesky",), "This is an address that names no account."),
        ("https://www.instagram.com/p/Cxyz/", (), "This is an address that names no account."),
        ("https://vm.tiktok.com/ZM1/", (), "This is an address that names no account."),
        ("a/b", ("instagram",), "Not a handle that instagram would allow."),
    ],
)
def test_what_names_nobody_says_why_and_keeps_what_was_typed(text, platforms, reason):
    (one,) = named_in(text, platforms)
    assert (one.typed, one.platform, one.problem) == (text, "", reason)


def test_repeated_ones_are_all_there_in_their_order():
    assert [one.typed for one in named_in("@bea ana @bea", ["instagram"])] == ["@bea", "ana", "@bea"]


def test_a_list_that_is_too_long_says_so():
    assert len(named_in(" ".join(f"name{n}" for n in range(MOST)), ["instagram"])) == MOST
    with pytest.raises(TooMany, match="paste fewer"):
        named_in(" ".join(f"name{n}" for n in range(MOST + 1)), ["instagram"])
