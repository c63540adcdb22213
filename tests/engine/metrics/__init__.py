"""Tests of metrics and the totals they stand on."""
