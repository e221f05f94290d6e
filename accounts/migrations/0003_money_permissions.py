"""Curators may keep rates of currencies and media values."""

from django.db import migrations

from accounts.permissions import sync_permissions


def add_permissions(apps, schema_editor):
    sync_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles")]

    operations = [migrations.RunPython(add_permissions, migrations.RunPython.noop)]
