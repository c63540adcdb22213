"""Batch functions of members."""
