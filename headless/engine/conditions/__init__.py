"""Conditions: the typed tree, parsing, evaluation, progress and forecasts."""
