"""Help and errors of use in the language of the terminal. In English they are those of typer."""
