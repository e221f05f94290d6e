"""A catalogue of fictional creators as large as one likes, for measuring."""
