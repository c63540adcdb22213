"""Batch functions of tiers, standings and tags that members hold."""
