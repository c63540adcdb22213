"""Limits for those who are refused again and again."""
