"""Orders that change after they were paid: what they are from then on, and what that moves."""
