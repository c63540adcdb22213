"""Use cases on one member: profile, assets, coupons, benefits, tags."""
