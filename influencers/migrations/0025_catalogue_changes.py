from django.db import migrations

# What the catalogue keeps of an account; any other column may change without it.
_OF_PROFILE = (
    "influencer_id", "platform", "handle", "country", "language", "contact", "is_verified", "followers",
    "posts_count", "source", "bound_source", "labels", "engagement_rate", "percentile", "sponsored_share",
    "authenticity", "replies", "growth_30d", "last_post_at", "score_version", "scored_at",
)  # fmt: skip
_OF_INFLUENCER = ("status", "name", "no_contact_since")


def _changed(*columns):
    """Not a join: a plan made for one row is kept, and would compare each row with each."""
    told = ", ".join(columns)
    return f"SELECT {told} FROM new EXCEPT SELECT {told} FROM old"


_TABLE = """
CREATE TABLE influencers_cataloguechange (
    profile_id bigint NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
-- `influencers.catalogue.changes`: what came after a snapshot.
CREATE INDEX cataloguechange_xid ON influencers_cataloguechange (xid);
"""
_LOG = "INSERT INTO influencers_cataloguechange (profile_id)"
# {name of a trigger: (table, event, what it logs)}
_LOGGED = {
    "profile_added": ("influencers_profile", "INSERT", "SELECT id FROM new"),
    "profile_gone": ("influencers_profile", "DELETE", "SELECT id FROM old"),
    "profile_changed": (
        "influencers_profile",
        "UPDATE",
        f"SELECT id FROM ({_changed('id', *_OF_PROFILE)}) c",
    ),
    "influencer_changed": (
        "influencers_influencer",
        "UPDATE",
        f"SELECT p.id FROM ({_changed('id', *_OF_INFLUENCER)}) c"
        " JOIN influencers_profile p ON p.influencer_id = c.id",
    ),
    "niche_added": ("influencers_profileniche", "INSERT", "SELECT DISTINCT profile_id FROM new"),
    "niche_gone": ("influencers_profileniche", "DELETE", "SELECT DISTINCT profile_id FROM old"),
    "niche_changed": (
        "influencers_profileniche",
        "UPDATE",
        f"SELECT DISTINCT profile_id FROM ({_changed('profile_id', 'niche_id', 'basis', 'weight')}) c",
    ),
    "tag_added": (
        "influencers_influencer_tags",
        "INSERT",
        "SELECT p.id FROM new JOIN influencers_profile p USING (influencer_id)",
    ),
    "tag_gone": (
        "influencers_influencer_tags",
        "DELETE",
        "SELECT p.id FROM old JOIN influencers_profile p USING (influencer_id)",
    ),
}
_SEEN = {
    "INSERT": "NEW TABLE AS new",
    "DELETE": "OLD TABLE AS old",
    "UPDATE": "OLD TABLE AS old NEW TABLE AS new",
}


def _trigger(name, table, event, logged):
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION catalogue_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {_LOG} {logged}; RETURN NULL; END $$;
        CREATE TRIGGER catalogue_{name} AFTER {event} ON {table} REFERENCING {_SEEN[event]}
        FOR EACH STATEMENT EXECUTE FUNCTION catalogue_{name}();
        """,
        f"DROP TRIGGER catalogue_{name} ON {table}; DROP FUNCTION catalogue_{name}();",
    )


class Migration(migrations.Migration):
    dependencies = [("influencers", "0024_text_search")]

    operations = [
        migrations.RunSQL(_TABLE, "DROP TABLE influencers_cataloguechange"),
        *[_trigger(name, *told) for name, told in _LOGGED.items()],
    ]
