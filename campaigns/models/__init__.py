from campaigns.models.campaign import Campaign, CampaignMember, CampaignNiche
from campaigns.models.outreach import Mail, MailTemplate, Reply
from campaigns.models.shortlist import Candidate, Comment, Exclusion, ShortlistAction, Stage, StageChange
from campaigns.models.template import BriefTemplate

__all__ = [
    "BriefTemplate",
    "Campaign",
    "CampaignMember",
    "CampaignNiche",
    "Candidate",
    "Comment",
    "Exclusion",
    "Mail",
    "MailTemplate",
    "Reply",
    "ShortlistAction",
    "Stage",
    "StageChange",
]
