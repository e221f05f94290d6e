"""Which copies in files were made of this database."""

from django.db import models


class CatalogueCopy(models.Model):
    """A generation of files that was made of this database (`influencers.catalogue.whose`): of which kind,
    and where the log of changes stood. Files that a database does not know are younger than the backup that
    it was restored from."""

    kind = models.CharField(max_length=32)
    mark = models.TextField()

    def __str__(self) -> str:
        return f"{self.kind} as of {self.mark}"
