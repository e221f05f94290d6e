"""The Django admin of the catalogue, set up for curation."""

from influencers.admin import creators, logs, money, profiles, sorting

__all__ = ["creators", "logs", "money", "profiles", "sorting"]
