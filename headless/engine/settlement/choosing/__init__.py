"""What stands against what rules propose, and what stands for their choices."""
