"""Tests of `headless verify`, replay and reports."""
