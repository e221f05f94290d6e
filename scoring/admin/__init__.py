"""The tables of scoring that people edit, in the Django admin."""

from scoring.admin import media_values

__all__ = ["media_values"]
