"""Tests of tiers and tags."""
