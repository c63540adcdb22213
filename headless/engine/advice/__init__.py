"""What a merchant's configuration says that it hardly means: pure functions from a program to advice."""
