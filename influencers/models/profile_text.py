"""What of an account can be found by words, and which accounts changed since that was made."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from influencers.models.creator import Profile


class ProfileText(models.Model):
    """Handle, names, bio and hashtags of one account as lexemes (`influencers.text.index_terms`).

    A table of its own: figures of an account change often, and each change would write its words again.
    """

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, primary_key=True, related_name="text")
    words = SearchVectorField()
    # A hash of what it was made of and how, so that only what changed is written.
    made_of = models.BigIntegerField()

    class Meta:
        indexes = [
            # Discover: `influencers.text_search`, each typed word as the beginning of a lexeme.
            GinIndex(fields=["words"], name="profile_text_words"),
        ]

    def __str__(self) -> str:
        return f"words of {self.profile_id}"


class TextDue(models.Model):
    """An account whose words are to be made anew, as triggers note with the change itself; once or more."""

    # No foreign key: an account that is gone by then is passed over.
    profile_id = models.BigIntegerField()
    noted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"words due of {self.profile_id}"
