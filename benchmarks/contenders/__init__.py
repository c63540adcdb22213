"""What we are measured against, and the clients that ask."""
