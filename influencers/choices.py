"""The fixed words of the catalogue: platforms, kinds of post, states."""

from django.db.models import IntegerChoices, TextChoices


class Platform(TextChoices):
    """Where an account lives."""

    INSTAGRAM = "instagram", "Instagram"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"
    X = "x", "X"
    THREADS = "threads", "Threads"
    TWITCH = "twitch", "Twitch"
    FACEBOOK = "facebook", "Facebook"
    PINTEREST = "pinterest", "Pinterest"
    SNAPCHAT = "snapchat", "Snapchat"
    LINKEDIN = "linkedin", "LinkedIn"


# Address of an account from its handle; the one home of this fact.
PROFILE_URLS = {
    Platform.INSTAGRAM: "https://www.instagram.com/{handle}/",
    Platform.TIKTOK: "https://www.tiktok.com/@{handle}",
    Platform.YOUTUBE: "https://www.youtube.com/@{handle}",
    Platform.BLUESKY: "https://bsky.app/profile/{handle}",
    Platform.X: "https://x.com/{handle}",
    Platform.THREADS: "https://www.threads.net/@{handle}",
    Platform.TWITCH: "https://www.twitch.tv/{handle}",
    Platform.FACEBOOK: "https://www.facebook.com/{handle}",
    Platform.PINTEREST: "https://www.pinterest.com/{handle}/",
    Platform.SNAPCHAT: "https://www.snapchat.com/add/{handle}",
    Platform.LINKEDIN: "https://www.linkedin.com/in/{handle}/",
}


class Source(TextChoices):
    """Where a figure came from. Retention and what may be derived follow the source, not the platform."""

    FILE = "file", "Imported file"
    DEMO = "demo", "Demo"
    CURATOR = "curator", "Typed in by a curator"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"
    YOUTUBE = "youtube", "YouTube"
    INSTAGRAM = "instagram", "Instagram"


class InfluencerStatus(TextChoices):
    """Whether a creator is shown."""

    ACTIVE = "active", "Active"
    BLOCKED = "blocked", "Blocked"
    MERGED = "merged", "Merged into another"
    ERASED = "erased", "Erased"


class PostKind(TextChoices):
    """Form of a post."""

    TEXT = "text", "Text"
    PHOTO = "photo", "Photo"
    CAROUSEL = "carousel", "Carousel"
    VIDEO = "video", "Video"
    SHORT = "short", "Short video"
    LINK = "link", "Link"


class FeeKind(TextChoices):
    """What a fee is for; a story is paid for and never read as a post."""

    TEXT = "text", "Text"
    PHOTO = "photo", "Photo"
    CAROUSEL = "carousel", "Carousel"
    VIDEO = "video", "Video"
    SHORT = "short", "Short video"
    STORY = "story", "Story"
    LIVE = "live", "Live stream"


class Basis(TextChoices):
    """How a niche or a rate was come by. Curated wins over measured, measured over reported."""

    CURATED = "curated", "Curated"
    MEASURED = "measured", "Measured"
    REPORTED = "reported", "Reported"


class Figure(TextChoices):
    """What a file may claim of an account."""

    ENGAGEMENT_RATE = "engagement_rate", "Engagement rate"
    AVG_LIKES = "avg_likes", "Average likes"
    AVG_COMMENTS = "avg_comments", "Average comments"
    AVG_SHARES = "avg_shares", "Average shares"
    AVG_VIEWS = "avg_views", "Average views"
    AVG_ENGAGEMENT = "avg_engagement", "Average engagement"


class RefreshStatus(TextChoices):
    """How the last refresh of an account ended."""

    NEVER = "never", "Not refreshed yet"
    OK = "ok", "Up to date"
    FAILING = "failing", "Failing"
    GONE = "gone", "Account is gone"
    NOT_FOUND = "not_found", "Account not found"
    UNSUPPORTED = "unsupported", "Not refreshed automatically"


class Priority(IntegerChoices):
    """Who is refreshed first."""

    DORMANT = -10, "Dormant"
    NORMAL = 0, "Normal"
    WANTED = 10, "Wanted by a campaign or search"
    NOW = 20, "Asked for by a person"


class ImportState(TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "Waits for answers"
    READY = "ready", "Ready to import"
    RUNNING = "running", "Importing"
    DONE = "done", "Imported"
    FAILED = "failed", "Failed"
    UNDONE = "undone", "Undone"


class RowOutcome(TextChoices):
    """What became of a row of a file."""

    CREATED = "created", "Created"
    UPDATED = "updated", "Updated"
    UNCHANGED = "unchanged", "Unchanged"
    REJECTED = "rejected", "Rejected"


class Share(TextChoices):
    """On whose account a call of a source goes."""

    BACKGROUND = "background", "Scheduled"
    INTERACTIVE = "interactive", "On a person's click"
    COMMENTS = "comments", "Comments"


class RunState(TextChoices):
    """Where a background run stands."""

    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
