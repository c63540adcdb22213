"""Events of guests: kept until they join, and settled then."""
