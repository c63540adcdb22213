"""The templates in Chinese."""
