"""Conditions and metrics compiled to SQL."""
