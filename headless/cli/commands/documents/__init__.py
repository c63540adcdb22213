"""Commands for trusted documents."""
