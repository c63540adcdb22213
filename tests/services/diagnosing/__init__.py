"""What is found of installations."""
