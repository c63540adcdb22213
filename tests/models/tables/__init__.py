"""Tests of `headless.models.tables`."""
