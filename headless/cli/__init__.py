"""The command line: `headless --help`."""


def main() -> None:
    """Run the command line on the process's arguments, and end the process with its exit code."""
    from headless.cli.root import make_app

    make_app()(prog_name="headless")
