"""Batch functions of events, decisions, changes and back-tests."""
