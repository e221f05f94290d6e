"""Size bands to begin with; an admin edits them, a campaign overrides them."""

from django.db import migrations

BANDS = (
    ("nano", "Nano", 1_000, 10_000),
    ("micro", "Micro", 10_000, 50_000),
    ("mid", "Mid-size", 50_000, 100_000),
    ("macro", "Macro", 100_000, 1_000_000),
    ("mega", "Mega", 1_000_000, None),
)


def add_tiers(apps, schema_editor):
    tier = apps.get_model("influencers", "Tier")
    tier.objects.bulk_create(
        [tier(slug=slug, name=name, lower=lower, upper=upper) for slug, name, lower, upper in BANDS],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("influencers", "0004_import_row_sheet")]

    operations = [migrations.RunPython(add_tiers, migrations.RunPython.noop)]
