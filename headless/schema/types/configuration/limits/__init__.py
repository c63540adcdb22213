"""Limits of rule instances as they are read."""
