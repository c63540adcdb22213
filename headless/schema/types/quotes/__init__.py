"""Orders before they are paid."""
