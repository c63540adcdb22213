"""What an order is: lines that add up to its total, and what changes it later."""
