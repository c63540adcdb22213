"""Explanations: decisions, standings and balances in words."""
