"""Which parts of a campaign keep a change history. Moves have a log of their own (StageChange); assignees and
fees are told by `candidate_edits.record`; a note names its author and its time and is never edited."""

from auditlog.registry import auditlog

from campaigns.models import Campaign, CampaignMember, CampaignNiche, Exclusion, ShareLink, Stage


def register() -> None:
    """Switches the history on. Called once, when the app is ready."""
    auditlog.register(Campaign, exclude_fields=["created_at", "updated_at", "weights_before"])
    # With their data: what was taken away is still found by its campaign.
    for model in (CampaignNiche, CampaignMember, Exclusion, Stage):
        auditlog.register(model, serialize_data=True)
    # Neither the digest of its address nor the hash of its password stands in any history.
    auditlog.register(
        ShareLink,
        exclude_fields=["token_digest", "password", "created_at", "created_by"],
        m2m_fields={"stages"},
        serialize_data=True,
        serialize_auditlog_fields_only=True,
    )
