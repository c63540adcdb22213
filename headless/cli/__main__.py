"""`python -m headless.cli`."""

from headless.cli import main

if __name__ == "__main__":
    main()
