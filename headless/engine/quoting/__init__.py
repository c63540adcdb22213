"""What an order would cost a member and what it would earn, before it is paid: decided by the code that settles it."""
