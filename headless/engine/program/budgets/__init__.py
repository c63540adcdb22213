"""Budgets that all members share: so much in a period, declared by plugins."""
