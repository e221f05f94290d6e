from campaigns.models.campaign import Campaign, CampaignMember, CampaignNiche
from campaigns.models.deliverable import Deliverable, NotAResult
from campaigns.models.outreach import Mail, MailTemplate, Reply
from campaigns.models.sharing import ClientComment, ClientDecision, LinkView, ShareLink
from campaigns.models.shortlist import Candidate, Comment, Exclusion, ShortlistAction, Stage, StageChange
from campaigns.models.template import BriefTemplate

__all__ = [
    "BriefTemplate",
    "Campaign",
    "CampaignMember",
    "CampaignNiche",
    "Candidate",
    "ClientComment",
    "ClientDecision",
    "Comment",
    "Deliverable",
    "Exclusion",
    "LinkView",
    "Mail",
    "MailTemplate",
    "NotAResult",
    "Reply",
    "ShareLink",
    "ShortlistAction",
    "Stage",
    "StageChange",
]
