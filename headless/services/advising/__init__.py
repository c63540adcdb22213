"""What a merchant's configuration says that it hardly means, and what is read to say it."""
