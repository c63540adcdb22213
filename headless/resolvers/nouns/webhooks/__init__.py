"""Batch functions of webhooks."""
