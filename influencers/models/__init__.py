from influencers.models.comment import CommentSignal
from influencers.models.content import Post, PostReading, ReportedFigure, Snapshot
from influencers.models.creator import Influencer, Niche, Profile, ProfileNiche, Tag, Tier
from influencers.models.discovery import Discovery, DiscoveryFind, DiscoveryKeep, DiscoveryStep
from influencers.models.retention import RetentionRun
from influencers.models.saved_search import SavedSearch
from influencers.models.work import Budget, ImportFile, ImportRow, RefreshRun

__all__ = [
    "Budget",
    "CommentSignal",
    "Discovery",
    "DiscoveryFind",
    "DiscoveryKeep",
    "DiscoveryStep",
    "ImportFile",
    "ImportRow",
    "Influencer",
    "Niche",
    "Post",
    "PostReading",
    "Profile",
    "ProfileNiche",
    "RefreshRun",
    "ReportedFigure",
    "RetentionRun",
    "SavedSearch",
    "Snapshot",
    "Tag",
    "Tier",
]
