"""Quotes as a front end sees them."""
