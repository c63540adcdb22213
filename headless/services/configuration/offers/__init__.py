"""What a merchant offers besides assets, as it is saved: coupon kinds, stocks, and the terms of prices."""
