"""The object types, by noun."""
