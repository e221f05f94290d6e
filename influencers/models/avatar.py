"""The picture of an account, small and made anew by us; served from here and never from its platform."""

from django.db import models
from django.db.models import Q

from influencers.choices import Source
from influencers.models.creator import Profile


class Avatar(models.Model):
    """An account's picture, or just where its source said that it is until it was fetched."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, primary_key=True, related_name="avatar")
    source = models.CharField(max_length=12, choices=Source.choices)
    # Where the source says it is, and the address that `image` is of. Neither is shown to a browser.
    address = models.TextField()
    fetched_from = models.TextField(blank=True)
    # When the source said so last.
    told_at = models.DateTimeField()
    # WebP, a square of a few KB; NULL until it was fetched.
    image = models.BinaryField(null=True)
    # Of the image: what its address on our pages ends with, so that a new picture is a new address.
    digest = models.CharField(max_length=16, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    # The last try that failed, and why; empty after a good one.
    tried_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(image__isnull=True, digest="") | Q(image__isnull=False) & ~Q(digest=""),
                name="avatar_has_digest_with_image",
            )
        ]

    def __str__(self) -> str:
        return f"Picture of {self.profile_id}"
