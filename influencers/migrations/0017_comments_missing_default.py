from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("influencers", "0016_budget_windows")]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="comments_missing",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(
                    ("comments_read_at__isnull", True), models.Q(("comments", 0), _negated=True)
                ),
                fields=["source", "-published_at"],
                name="post_comments_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("source", "youtube")),
                fields=["source", "fetched_at"],
                name="post_bound",
            ),
        ),
    ]
