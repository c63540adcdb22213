"""Coupons for many members, and reminders of those that end, as a front end sees them."""
