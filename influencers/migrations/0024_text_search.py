"""What is found by words, in a table of its own; triggers note whose words changed, with the change itself."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Accounts that come in are noted once a statement. A change of figures wakes nothing: only statements that set
# these columns look at them, and only rows in which one differs are noted.
_NOTE = """
CREATE FUNCTION influencers_text_of_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO influencers_textdue (profile_id) SELECT id FROM made;
    RETURN NULL;
END $$;
CREATE FUNCTION influencers_text_of_profile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO influencers_textdue (profile_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION influencers_text_of_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO influencers_textdue (profile_id)
    SELECT id FROM influencers_profile WHERE influencer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION influencers_text_of_post() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO influencers_textdue (profile_id) VALUES (NEW.profile_id);
    RETURN NULL;
END $$;
CREATE FUNCTION influencers_text_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO influencers_textdue (profile_id) SELECT DISTINCT profile_id FROM gone WHERE hashtags <> '{}';
    RETURN NULL;
END $$;
CREATE TRIGGER influencers_text_of_new AFTER INSERT ON influencers_profile
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION influencers_text_of_new();
CREATE TRIGGER influencers_text_of_profile
    AFTER UPDATE OF handle, display_name, bio, influencer_id ON influencers_profile FOR EACH ROW
    WHEN ((OLD.handle, OLD.display_name, OLD.bio, OLD.influencer_id)
        IS DISTINCT FROM (NEW.handle, NEW.display_name, NEW.bio, NEW.influencer_id))
    EXECUTE FUNCTION influencers_text_of_profile();
CREATE TRIGGER influencers_text_of_name AFTER UPDATE OF name ON influencers_influencer FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION influencers_text_of_name();
CREATE TRIGGER influencers_text_of_post AFTER UPDATE OF hashtags ON influencers_post FOR EACH ROW
    WHEN (OLD.hashtags IS DISTINCT FROM NEW.hashtags) EXECUTE FUNCTION influencers_text_of_post();
CREATE TRIGGER influencers_text_of_gone AFTER DELETE ON influencers_post
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION influencers_text_of_gone();
INSERT INTO influencers_textdue (profile_id) SELECT id FROM influencers_profile ORDER BY id;
"""
_FORGET = """
DROP TRIGGER influencers_text_of_new ON influencers_profile;
DROP TRIGGER influencers_text_of_profile ON influencers_profile;
DROP TRIGGER influencers_text_of_name ON influencers_influencer;
DROP TRIGGER influencers_text_of_post ON influencers_post;
DROP TRIGGER influencers_text_of_gone ON influencers_post;
DROP FUNCTION influencers_text_of_new, influencers_text_of_profile, influencers_text_of_name,
    influencers_text_of_post, influencers_text_of_gone;
"""


class Migration(migrations.Migration):
    dependencies = [("influencers", "0023_vacuum_of_large_tables")]

    operations = [
        migrations.CreateModel(
            name="TextDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("profile_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ProfileText",
            fields=[
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="influencers.profile",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("made_of", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="profile_text_words")
                ],
            },
        ),
        migrations.RunSQL(_NOTE, _FORGET),
    ]
