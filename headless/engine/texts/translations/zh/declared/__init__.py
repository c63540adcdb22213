"""Descriptions of what the built-in plugin declares, by their English text."""
