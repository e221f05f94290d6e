"""Scores as columns: written in the background, opened by web processes, patched by the change log."""
