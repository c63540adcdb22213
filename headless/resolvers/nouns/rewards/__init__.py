"""Batch functions of coupons and benefits."""
