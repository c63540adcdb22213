"""Tiers, tags, rankings and stored metrics of one member."""
