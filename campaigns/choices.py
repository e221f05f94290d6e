"""The fixed words of campaigns: roles, states, stages."""

from django.db.models import IntegerChoices, TextChoices


class Role(IntegerChoices):
    """What a member of a campaign may do. Each role holds what the ones below it may."""

    VIEWER = 10, "Viewer"
    EDITOR = 20, "Editor"
    OWNER = 30, "Owner"


class Status(TextChoices):
    """Whether a campaign is worked on."""

    ACTIVE = "active", "Active"
    ARCHIVED = "archived", "Archived"


class StageKind(TextChoices):
    """What it means for a campaign that a creator stands in a stage, whatever the stage is called."""

    OPEN = "open", "Still open"
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Declined"


class Freshness(TextChoices):
    """Which creators a brief prefers by how much they advertise; the values are those of scoring's Brief."""

    FRESH = "fresh", "Fresh: little advertising so far"
    NEUTRAL = "neutral", "No preference"
    PROVEN = "proven", "Proven: works with brands now and then"


class PastWork(TextChoices):
    """Whether a brief asks for creators who worked with the own brand before."""

    ANY = "any", "Does not matter"
    ONLY = "only", "Only those who worked with us"
    NEVER = "never", "Only those who never did"


class MailState(TextChoices):
    """What became of a mail to a creator."""

    WAITING = "waiting", "Leaves soon"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    BY_HAND = "by_hand", "Sent from elsewhere"
    FAILED = "failed", "Not sent"
    STOPPED = "stopped", "Stopped"
    UNSURE = "unsure", "Perhaps sent"


class ReplyKind(TextChoices):
    """What a creator's answer comes to."""

    INTERESTED = "interested", "Interested"
    QUESTION = "question", "Asks something"
    DECLINED = "declined", "Not this time"
    BOUNCED = "bounced", "Did not arrive"
    NO_CONTACT = "no_contact", "Do not write again"


class Colour(TextChoices):
    """Colour of a stage: Tabler's names."""

    BLUE = "blue", "Blue"
    AZURE = "azure", "Sky"
    PURPLE = "purple", "Purple"
    PINK = "pink", "Pink"
    RED = "red", "Red"
    ORANGE = "orange", "Orange"
    YELLOW = "yellow", "Yellow"
    LIME = "lime", "Lime"
    GREEN = "green", "Green"
    TEAL = "teal", "Teal"
    SECONDARY = "secondary", "Grey"


class ActionKind(TextChoices):
    """What was done in a campaign and can be taken back."""

    MOVE = "move", "Moved"
    REMOVE = "remove", "Removed"
    ASSIGN = "assign", "Assigned"
    FEES = "fees", "Fees"
    STAGE_ADD = "stage_add", "Stage added"
    STAGE_EDIT = "stage_edit", "Stage changed"
    STAGE_ORDER = "stage_order", "Stages reordered"
    STAGE_DELETE = "stage_delete", "Stage deleted"
    ADD = "add", "Added"
    EXCLUDE = "exclude", "Left out of the ranking"
    BRIEF = "brief", "Brief changed"
    DELIVERABLE = "deliverable", "Deliverable"


class DeliverableState(TextChoices):
    """How far a deliverable is."""

    AGREED = "agreed", "Waiting for the post"
    FOUND = "found", "Post found, still growing"
    SETTLED = "settled", "Settled"
    MISSED = "missed", "Missed"
    DROPPED = "dropped", "Taken off"


class FoundHow(TextChoices):
    """How the post of a deliverable was found."""

    LINK = "link", "By its link"
    CODE = "code", "By a promo code"
    HASHTAG = "hashtag", "By a hashtag"
    BRAND = "brand", "By the brand"
    PICKED = "picked", "Chosen by a person"
    HAND = "hand", "Figures typed in"


# (name, what it means, colour) of the stages that a new campaign starts with.
FIRST_STAGES = (
    ("Shortlisted", StageKind.OPEN, Colour.BLUE),
    ("Contacted", StageKind.OPEN, Colour.ORANGE),
    ("Agreed", StageKind.AGREED, Colour.GREEN),
    ("Declined", StageKind.DECLINED, Colour.SECONDARY),
)


class SharedField(TextChoices):
    """All that a client link can show of a creator. What is not in here can be neither chosen nor shown."""

    HANDLE = "handle", "Handle and link"
    NAME = "name", "Name"
    PICTURE = "picture", "Picture"
    FOLLOWERS = "followers", "Followers"
    ENGAGEMENT = "engagement", "Engagement"
    NICHE = "niche", "Niche"
    COUNTRY = "country", "Country"
    LANGUAGE = "language", "Language"
    SCORE = "score", "Score for the brief"
    REASONS = "reasons", "Reasons"
    AUTHENTICITY = "authenticity", "Signals to check"
    SPONSORED = "sponsored", "Sponsored posts"
    CPE = "cpe", "Estimated cost per engagement"
    FEE_QUOTED = "fee_quoted", "Fee quoted"
    FEE_AGREED = "fee_agreed", "Fee agreed"
    STAGE = "stage", "Stage"


class Chosen(TextChoices):
    """How the creators of a client link are chosen."""

    STAGES = "stages", "Everybody in certain stages"
    PICKED = "picked", "Creators picked one by one"


class Verdict(TextChoices):
    """What a client decided about a creator."""

    APPROVE = "approve", "Approved"
    DECLINE = "decline", "Declined"
    WITHDRAWN = "withdrawn", "Decision taken back"


class Visit(TextChoices):
    """What was done with a client link, for the record of its use."""

    OPENED = "opened", "Opened"
    EXPORTED = "exported", "Downloaded"
    REFUSED = "refused", "Wrong password"
