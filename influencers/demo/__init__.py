"""The demo catalogue: fictional creators that show real patterns, removable with one command."""
