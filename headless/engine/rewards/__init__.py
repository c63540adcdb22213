"""Coupons, benefits and stocks: posting them and taking them back."""
