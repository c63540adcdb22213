"""Tests of `headless.models.database`."""
