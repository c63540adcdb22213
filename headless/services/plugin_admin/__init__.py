"""Administering plugins: enabling, their tables, reports and personal data."""
