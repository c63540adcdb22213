"""The checks of `headless verify`, one noun per file."""
