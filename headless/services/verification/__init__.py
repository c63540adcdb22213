"""Checks of what is stored against the histories that it must follow from, one noun per file."""
