"""Tests of budgets: what partners may give, however calls meet."""
