"""Merchants and their versioned configuration."""
