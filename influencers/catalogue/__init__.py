"""The catalogue in columns: a copy of the headline numbers that answers Discover at a million creators.

`influencers.search` decides whether it answers. PostgreSQL is the truth; what changed since the copy is read
from there, and rows that are shown always are.
"""
