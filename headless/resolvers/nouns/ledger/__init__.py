"""Batch functions of assets, entries, lots and holds."""
