"""Batch functions of orders before they are paid: member prices and quotes."""
