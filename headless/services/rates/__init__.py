"""Limits of rate: what those who have one may ask for, and how processes share it."""
