"""Secrets of merchants and plugins, as they are stored."""
