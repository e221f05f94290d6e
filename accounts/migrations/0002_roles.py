"""The groups marketer, curator and admin with what each may do in the Django admin."""

from django.db import migrations

from accounts.permissions import sync_permissions


def add_roles(apps, schema_editor):
    sync_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop)]
