"""Advice on a served shop."""
