"""Tests of `headless.models.migrating`."""
