"""The parts of a benefit: when it is open, what it costs and gives, and what is set aside of its stock."""
