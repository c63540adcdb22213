"""What only browsers need: other origins, compressed answers, answers that may be kept, and a page to try operations on."""
