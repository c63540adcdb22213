"""Tests of coupons, benefits and stocks."""
