"""Importing a history of orders."""
