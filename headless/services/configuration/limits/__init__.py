"""Limits of rule instances as they are given and checked."""
