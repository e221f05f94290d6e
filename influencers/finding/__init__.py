"""Finding new creators: a list or words in, accounts with reasons out, kept by people."""
