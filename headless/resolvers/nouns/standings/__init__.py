"""Batch functions of tiers and tags that members hold."""
