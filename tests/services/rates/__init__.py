"""Limits of rate: never over, never starved, shared by processes."""
