"""Batch functions that evaluate conditions: metrics, progress, member lists."""
