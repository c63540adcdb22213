"""Webhooks as they are shown."""
