from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("influencers", "0017_comments_missing_default")]

    operations = [
        migrations.AddIndex(
            model_name="commentsignal",
            index=models.Index(fields=["author"], name="comment_signal_author"),
        ),
    ]
