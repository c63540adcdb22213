"""The templates in English."""
