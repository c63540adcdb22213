"""The messages in Chinese, by their English templates."""
