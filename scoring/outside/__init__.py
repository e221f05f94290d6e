"""Scores of accounts in files from elsewhere: nothing is stored, and no server is asked."""
