"""Benefits, coupons and stocks."""
