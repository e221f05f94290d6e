import django.db.models.deletion
import django.db.models.functions
import django.db.models.lookups
from django.db import migrations, models

FIGURES = ("engagement_rate", "avg_likes", "avg_comments", "avg_shares", "avg_views", "avg_engagement")
_ONE_ROW_A_FILE = """
INSERT INTO influencers_reportedfigures (profile_id, import_file_id, as_of, {names})
SELECT profile_id, import_file_id, max(as_of), {values} FROM influencers_reportedfigure
GROUP BY profile_id, import_file_id ORDER BY min(id)
""".format(
    names=", ".join(FIGURES),
    values=", ".join(f"max(value) FILTER (WHERE figure = '{figure}')" for figure in FIGURES),
)
_ONE_ROW_A_FIGURE = " ".join(
    f"""INSERT INTO influencers_reportedfigure (profile_id, import_file_id, as_of, figure, value, "column")
    SELECT profile_id, import_file_id, as_of, '{figure}', {figure}, '' FROM influencers_reportedfigures
    WHERE {figure} IS NOT NULL ORDER BY id;"""
    for figure in FIGURES
)


class Migration(migrations.Migration):
    dependencies = [
        ("influencers", "0018_comment_signal_author"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportedFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField()),
                *((figure, models.FloatField(null=True)) for figure in FIGURES),
                (
                    "import_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reported_figures",
                        to="influencers.importfile",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reported_figures",
                        to="influencers.profile",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reported figures",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("profile", "import_file"), name="reported_figures_unique"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.GreaterThanOrEqual(
                            django.db.models.functions.Coalesce(
                                django.db.models.functions.Least(*FIGURES), models.Value(-1.0)
                            ),
                            models.Value(0.0),
                        ),
                        name="reported_figures_not_negative",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_ONE_ROW_A_FILE, _ONE_ROW_A_FIGURE),
        migrations.DeleteModel(name="ReportedFigure"),
    ]
