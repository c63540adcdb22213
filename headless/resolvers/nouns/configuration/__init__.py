"""Batch functions of a merchant's configuration."""
