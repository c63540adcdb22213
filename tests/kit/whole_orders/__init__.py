"""Whole orders from their quote to their last refund: an independent account of the money, and programmes to try it on."""
