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
    """What was done to a shortlist and can be taken back."""

    MOVE = "move", "Moved"
    REMOVE = "remove", "Removed"
    ASSIGN = "assign", "Assigned"
    FEES = "fees", "Fees"
    STAGE_ADD = "stage_add", "Stage added"
    STAGE_EDIT = "stage_edit", "Stage changed"
    STAGE_ORDER = "stage_order", "Stages reordered"
    STAGE_DELETE = "stage_delete", "Stage deleted"


# (name, what it means, colour) of the stages that a new campaign starts with.
FIRST_STAGES = (
    ("Shortlisted", StageKind.OPEN, Colour.BLUE),
    ("Contacted", StageKind.OPEN, Colour.ORANGE),
    ("Agreed", StageKind.AGREED, Colour.GREEN),
    ("Declined", StageKind.DECLINED, Colour.SECONDARY),
)
