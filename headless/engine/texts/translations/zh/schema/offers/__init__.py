"""Descriptions of what is sold by itself."""
