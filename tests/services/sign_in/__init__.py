"""Tests of signing members in."""
