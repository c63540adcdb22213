"""Accounts, entries, lots and holds."""
