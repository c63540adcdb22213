"""What every batch function shares: context, cursors, pages, nodes."""
