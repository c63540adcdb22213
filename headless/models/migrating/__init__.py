"""Bringing databases up to date."""
