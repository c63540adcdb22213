"""Tests of conditions: parsing, judging, forecasting, and clauses."""
