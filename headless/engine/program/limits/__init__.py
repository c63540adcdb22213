"""Limits of rule instances: where, when, for whom and how often one fires, and how much it may give."""
