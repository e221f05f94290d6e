"""Brings the media values that ship with the app; a person's own are not touched."""

from django.db import migrations

from scoring.media_values import sync_media_values


def add_values(apps, schema_editor):
    sync_media_values(apps.get_model("scoring", "MediaValue"))


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_media_values")]

    operations = [migrations.RunPython(add_values, migrations.RunPython.noop)]
