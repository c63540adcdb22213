"""Other members whom an event names, as its rules see them."""
