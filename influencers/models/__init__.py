from influencers.models.content import Post, PostReading, ReportedFigures, Snapshot
from influencers.models.creator import Influencer, Niche, Profile, ProfileNiche, Tag, Tier
from influencers.models.saved_search import SavedSearch
from influencers.models.work import Budget, ImportFile, ImportRow, RefreshRun

__all__ = [
    "Budget",
    "ImportFile",
    "ImportRow",
    "Influencer",
    "Niche",
    "Post",
    "PostReading",
    "Profile",
    "ProfileNiche",
    "RefreshRun",
    "ReportedFigures",
    "SavedSearch",
    "Snapshot",
    "Tag",
    "Tier",
]
