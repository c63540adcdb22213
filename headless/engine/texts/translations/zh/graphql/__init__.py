"""Errors of the GraphQL library, by their English text with names for what changes in it."""
