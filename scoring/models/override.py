"""What people changed of the words and numbers that ship with the app."""

from django.conf import settings
from django.db import models


class Override(models.Model):
    """One change: a word of a niche or of sponsorship, a constant, or a weight. Who made it and why stands
    beside it; taking it back deletes the row, and the change history keeps both."""

    class Kind(models.TextChoices):
        """What is changed."""

        NICHE_WORD = "niche_word", "Word of a niche"
        AD_WORD = "ad_word", "Word of sponsorship"
        CONSTANT = "constant", "Constant"
        WEIGHT = "weight", "Weight"

    class Action(models.TextChoices):
        """How."""

        ADD = "add", "Add"
        REMOVE = "remove", "Take out"
        WEIGH = "weigh", "Weigh"
        SET = "set", "Set"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    action = models.CharField(max_length=6, choices=Action.choices)
    # A niche's slug, a list of sponsorship words, a constant's name or a criterion.
    target = models.CharField(max_length=60)
    language = models.CharField(max_length=5, blank=True)
    word = models.CharField(max_length=80, blank=True)
    value = models.FloatField(null=True, blank=True)
    why = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "target", "language", "word"]
        constraints = [
            # One thing is changed once; another wish takes the former one back first.
            models.UniqueConstraint(fields=["kind", "target", "language", "word"], name="override_once"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The change as a phrase: "sourdough" added to baking (en)."""
        where = f"{self.target} ({self.language})" if self.language else self.target
        match self.action:
            case self.Action.ADD:
                return f"“{self.word}” added to {where}"
            case self.Action.REMOVE:
                return f"“{self.word}” taken out of {where}"
            case self.Action.WEIGH:
                return f"“{self.word}” of {where} counts {self.value:g}"
            case _:
                return f"{self.get_kind_display().lower()} {self.target} set to {self.value:g}"
