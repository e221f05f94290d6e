from django.db import migrations

# Tables that grow and are thinned or purged in place each night. By default a fifth of a table may be dead before
# it is vacuumed: here a hundredth, so that the room of what went is used again by what comes the next day.
_TABLES = ("snapshot", "postreading", "post", "commentsignal")
_SET = ", ".join(
    (
        "autovacuum_vacuum_scale_factor = 0.01",
        "autovacuum_vacuum_threshold = 5000",
        "autovacuum_vacuum_insert_scale_factor = 0.05",
        "autovacuum_analyze_scale_factor = 0.02",
    )
)
_NAMES = ", ".join(part.split(" = ")[0] for part in _SET.split(", "))


class Migration(migrations.Migration):
    dependencies = [("influencers", "0022_no_contact")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE influencers_{table} SET ({_SET})", f"ALTER TABLE influencers_{table} RESET ({_NAMES})"
        )
        for table in _TABLES
    ]
