"""What the words of a post tell, kept so that each is read once and not at every run."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from influencers.models import Post
from scoring.core.lexicon import MARK
from scoring.core.weights import CONSTANTS


class PostText(models.Model):
    """What was read in one post. A row is current while `digest` is that of the lexicons, the words of the
    post and what of its account the reading rests on; see `scoring.post_texts`."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="text")
    digest = models.CharField(max_length=32)
    # NULL where the post has neither words nor a platform's label that could be read.
    sponsored_probability = models.FloatField(null=True)
    # [[rule, words], ...]
    matches = models.JSONField(default=list)
    # Brands that a sponsored post names.
    brands = ArrayField(models.CharField(max_length=200), default=list)
    # Niche words: positions in the meanings of the lexicon that has this mark.
    niche_hits = ArrayField(models.IntegerField(), default=list)
    niche_lexicon = models.CharField(max_length=MARK, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sponsored_probability__isnull=True)
                | Q(sponsored_probability__gte=0, sponsored_probability__lte=1),
                name="post_text_probability_is_share",
            ),
        ]

    def __str__(self) -> str:
        return f"words of post {self.post_id}"

    @property
    def looks_sponsored(self) -> bool:
        """Whether the post counts as sponsored."""
        return (self.sponsored_probability or 0) >= CONSTANTS.sponsored_from

    @property
    def known_by(self) -> list[str]:
        """The words that were matched, each once; the platform's label has none."""
        return list(dict.fromkeys(words for _, words in self.matches if words))
