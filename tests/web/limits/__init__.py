"""Limits of rule instances, as a merchant sees them."""
