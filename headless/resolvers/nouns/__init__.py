"""Batch functions, one noun per file."""
