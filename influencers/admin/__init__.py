"""The Django admin of the catalogue, set up for curation."""

from influencers.admin import creators, logs, profiles, sorting

__all__ = ["creators", "logs", "profiles", "sorting"]
