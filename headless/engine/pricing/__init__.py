"""What an order costs a member: member prices, coupons and the best combination of them. Amounts are in units of money."""
