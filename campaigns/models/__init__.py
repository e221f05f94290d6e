from campaigns.models.campaign import Campaign, CampaignMember, CampaignNiche
from campaigns.models.sharing import ClientComment, ClientDecision, LinkView, ShareLink
from campaigns.models.shortlist import Candidate, Comment, Exclusion, ShortlistAction, Stage, StageChange

__all__ = [
    "Campaign",
    "CampaignMember",
    "CampaignNiche",
    "Candidate",
    "ClientComment",
    "ClientDecision",
    "Comment",
    "Exclusion",
    "LinkView",
    "ShareLink",
    "ShortlistAction",
    "Stage",
    "StageChange",
]
