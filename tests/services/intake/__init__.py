"""Tests of taking events in."""
