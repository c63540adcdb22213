"""Descriptions of the schema, by their English text."""
