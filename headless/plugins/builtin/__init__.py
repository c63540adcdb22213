"""The plugin that every merchant has."""
