"""What is wrong with a declaration, by its kind."""
