"""Searches that people keep."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse


class SavedSearch(models.Model):
    """A search of Discover with its columns and order; its address is all there is to it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True, help_text="The filters as a query string.")
    columns = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    order = models.CharField(max_length=40, blank=True)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "saved searches"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_search_unique",
                violation_error_message="You have a saved search of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saved_search", args=[self.pk])

    @classmethod
    def visible_to(cls, user):
        """Own searches and those that others share."""
        return cls.objects.filter(Q(owner=user) | Q(shared=True))
