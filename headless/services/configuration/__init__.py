"""Saving configuration: every save is a new version."""
