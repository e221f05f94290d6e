"""What is kept of the comments under a post: never who wrote what."""

from django.db import models

from influencers.choices import Source
from influencers.models.content import Post


class CommentSignal(models.Model):
    """One comment without its text and author: a salted hash, the time, and features of the text."""

    # No index of its own: `comment_signal_unique` begins with it.
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comment_signals", db_index=False)
    # Salted hash of the comment's id: the same comment read twice is one row.
    digest = models.CharField(max_length=64)
    # Salted hash of who wrote it; empty where the source does not tell.
    author = models.CharField(max_length=64, blank=True)
    is_creator = models.BooleanField(default=False)
    # Digest of the comment that the creator answered with this one; empty directly under the post.
    answers = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()
    read_at = models.DateTimeField()
    source = models.CharField(max_length=12, choices=Source.choices)
    length = models.PositiveIntegerField(default=0, help_text="Characters.")
    words = models.PositiveIntegerField(default=0, help_text="Words; two characters of CJK count as one.")
    emoji = models.PositiveSmallIntegerField(default=0)
    mentions = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=3, blank=True)
    has_question = models.BooleanField(default=False)
    has_link = models.BooleanField(default=False)
    is_generic = models.BooleanField(default=False)
    is_praise = models.BooleanField(default=False)
    is_spam_like = models.BooleanField(default=False)
    # Salted hash of the text without case, emoji and signs: the same words under many posts show. Empty
    # where nothing is left.
    wording = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "digest"], name="comment_signal_unique")]
        indexes = [
            # Erasure: what one person wrote, wherever it stands.
            models.Index(fields=["author"], name="comment_signal_author"),
            # Retention: the comments of a source, the longest kept first.
            models.Index(fields=["source", "read_at"], name="comment_signal_age"),
        ]

    def __str__(self) -> str:
        return f"Comment under {self.post_id}"
