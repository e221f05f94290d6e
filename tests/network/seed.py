"""A small neighbourhood on the network: creators with posts, and people who follow, like and answer them."""

from datetime import UTC, datetime, timedelta

from tests.network.bluesky import BlueskyNetwork

# name: (display name, bio, hashtags, followers, posts); the last one has nothing to show.
CREATORS = {
    "kiln": (
        "Kiln & Co",
        "Stoneware, glazes and mistakes. Commissions: hello@kiln.example",
        ("pottery", "ceramics"),
        12,
        9,
    ),
    "ridge": ("Ridge Runner", "Trail running above the tree line", ("trailrunning", "hiking"), 9, 7),
    "paneer": ("पनीर और प्यार", "घर का खाना · home cooking", ("recipe", "vegetarian"), 6, 6),
    "loaf": ("Pain Quotidien? Non.", "Levain, farine, patience", ("sourdough", "baking"), 4, 4),
    "blank": ("", "", (), 0, 0),
}


def seed(net: BlueskyNetwork, crowd: int = 12) -> list[str]:
    """Writes the neighbourhood; the creators' names. Every second post is liked and answered."""
    fans = [net.fresh("fan") for _ in range(crowd)]
    now = datetime.now(UTC)
    for name, (display_name, bio, tags, followers, posts) in CREATORS.items():
        net.join(name, display_name, bio)
        for fan in fans[:followers]:
            net.follow(fan, name)
        for number in range(posts):
            tag = tags[number % len(tags)]
            text = f"{display_name} no. {number}: more about #{tag}"
            post = net.post(name, text, now - timedelta(days=3 * (posts - number)), tags=(tag,))
            for fan in fans[: (number * 5) % (crowd + 1)]:
                net.like(fan, post)
            if number % 2:
                net.post(fans[0], "Tell me more!", reply_to=post)
    return list(CREATORS)
