"""The plugin's tables, up and down."""
