"""Limits of rule instances as they are given."""
