"""Mutations that are made at boot from what plugins declare."""
