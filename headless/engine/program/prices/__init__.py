"""Terms of prices: which lines of an order they are for, what members pay, and how coupons are used."""
