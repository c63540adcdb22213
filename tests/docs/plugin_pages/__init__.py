"""Pages for authors of plugins."""
