"""What a plugin declares: rules, the facts they see, and the effects they may return."""
