import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('influencers', '0015_gone_and_pictures'),
    ]

    operations = [
        migrations.CreateModel(
            name='BudgetWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=150)),
                ('spent_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='budget',
            name='comments',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='budget',
            name='comments_kept_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='budget',
            name='interactive',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='budget',
            name='kept_comments',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='budget',
            name='kept_interactive',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='budget',
            name='own',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='budget',
            name='pieces',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='budget',
            name='rolls_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='budget',
            name='told',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='budget',
            name='turn',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='budget',
            name='credential',
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AlterField(
            model_name='budget',
            name='kind',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AlterField(
            model_name='budget',
            name='limit',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='budget',
            name='resets_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='budget',
            name='window_seconds',
            field=models.PositiveIntegerField(default=300),
        ),
        migrations.AddField(
            model_name='budgetword',
            name='budget',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='influencers.budget'),
        ),
        migrations.AddConstraint(
            model_name='budgetword',
            constraint=models.UniqueConstraint(fields=('budget', 'word'), name='budget_word_unique'),
        ),
    ]
