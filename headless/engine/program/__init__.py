"""A merchant's configuration as the engine sees it: frozen, one object per version."""
