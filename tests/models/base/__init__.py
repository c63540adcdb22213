"""Tests of `headless.models.base`."""
