"""Types of assets, entries and holds."""
