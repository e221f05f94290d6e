"""Brings the niche tree that ships with the app, so that briefs and filters have it from the first start."""

from django.db import migrations

from scoring.niches import sync_niches


def add_niches(apps, schema_editor):
    sync_niches(apps.get_model("influencers", "Niche"))


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial"), ("influencers", "0002_initial")]

    operations = [migrations.RunPython(add_niches, migrations.RunPython.noop)]
