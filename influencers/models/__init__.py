from influencers.models.avatar import Avatar
from influencers.models.budget import Budget, BudgetWord
from influencers.models.catalogue_copy import CatalogueCopy
from influencers.models.comment import CommentSignal
from influencers.models.content import Post, PostReading, ReportedFigures, Snapshot
from influencers.models.creator import Influencer, Profile, Tag
from influencers.models.discovery import Discovery, DiscoveryFind, DiscoveryKeep, DiscoveryStep
from influencers.models.erasure import Erasure, ErasureReason, Salt, Tombstone
from influencers.models.fee import CurrencyRate, Fee
from influencers.models.profile_text import ProfileText, TextDue
from influencers.models.refresh_rule import RefreshRule
from influencers.models.retention import RetentionRun
from influencers.models.saved_search import SavedSearch
from influencers.models.sorting import Niche, ProfileNiche, Tier
from influencers.models.work import ImportFile, ImportRow, RefreshRun

__all__ = [
    "Avatar",
    "Budget",
    "BudgetWord",
    "CatalogueCopy",
    "CommentSignal",
    "CurrencyRate",
    "Discovery",
    "DiscoveryFind",
    "DiscoveryKeep",
    "DiscoveryStep",
    "Erasure",
    "ErasureReason",
    "Fee",
    "ImportFile",
    "ImportRow",
    "Influencer",
    "Niche",
    "Post",
    "PostReading",
    "Profile",
    "ProfileNiche",
    "ProfileText",
    "RefreshRule",
    "RefreshRun",
    "ReportedFigures",
    "RetentionRun",
    "Salt",
    "SavedSearch",
    "Snapshot",
    "Tag",
    "TextDue",
    "Tier",
    "Tombstone",
]
