"""Links of posts in every spelling, and what is no post."""

import pytest

from campaigns.post_links import NoPost, PostLink, keys_of, read_link

REEL = PostLink("instagram", "Cxyz_12345")
VIDEO = PostLink("youtube", "dQw4w9WgXcQ")
SKEET = PostLink("bluesky", "3k2abc")
TOOT = PostLink("mastodon", "social.example/112233")


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("https://www.instagram.com/reel/Cxyz_12345/?igsh=1", REEL),
        ("instagram.com/anna.bakes/p/Cxyz_12345", REEL),
        (" <https://instagram.com/tv/Cxyz_12345> ", REEL),
        ("https://www.tiktok.com/@a.b/video/73123?lang=de", PostLink("tiktok", "73123")),
        ("https://youtu.be/dQw4w9WgXcQ?t=3", VIDEO),
        ("https://www.youtube.com/watch?list=x&v=dQw4w9WgXcQ", VIDEO),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", VIDEO),
        ("https://bsky.app/profile/anna.bsky.social/post/3k2abc", SKEET),
        ("at://did:plc:abc/app.bsky.feed.post/3k2abc", SKEET),
        ("https://social.example/@anna/112233", TOOT),
        ("https://social.example/users/anna/statuses/112233", TOOT),
        ("https://twitter.com/anna/status/1234567?s=20", PostLink("x", "1234567")),
        ("https://www.threads.net/@anna/post/Cabc123", PostLink("threads", "Cabc123")),
    ],
)
def test_a_link_names_its_post_however_it_is_written(link, wanted):
    assert read_link(link) == wanted


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("", "no web address"),
        ("see my post", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("https://[broken/", "no web address"),
        ("https://vm.tiktok.com/ZM123/", "shortened"),
        ("https://www.instagram.com/anna/", "no single post"),
        ("https://www.youtube.com/@anna", "no single post"),
        ("https://shop.example/p/123456", "does not know"),
    ],
)
def test_what_is_no_post_is_refused_in_words(link, why):
    with pytest.raises(NoPost, match=why):
        read_link(link)


def test_a_stored_post_answers_to_its_id_and_its_address():
    uri = "at://did:plc:abc/app.bsky.feed.post/3k2abc"
    assert SKEET in keys_of("bluesky", uri, "")
    assert SKEET in keys_of("bluesky", uri, "https://bsky.app/profile/did:plc:abc/post/3k2abc")
    assert REEL in keys_of("instagram", "178999", "https://www.instagram.com/p/Cxyz_12345/")
    assert VIDEO in keys_of("youtube", "dQw4w9WgXcQ", "")
    other = keys_of("mastodon", "https://other.example/users/anna/statuses/112233", "")
    assert TOOT not in other
