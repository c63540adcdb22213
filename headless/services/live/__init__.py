"""What happens to members, told to those who watch them."""
