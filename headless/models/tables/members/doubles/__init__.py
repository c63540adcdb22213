"""Members whose identifiers are one and the same, but stored in several forms."""
