"""Text as it is on social networks: tokens, character bigrams, hashtags, language. Pure functions."""
