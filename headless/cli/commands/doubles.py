"""`headless member`: what the operator does with single members."""

from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message


def doubles(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """List members whose phone, e-mail or number is the same as another's, in another spelling.

    They were stored before identifiers had one spelling. Each is found by the form in which it is stored (foundBy). Ends with 1
    if there are any.

    \b
    headless member doubles --merchant shop
    """
    import typer

    from headless.cli.shared.output import FOUND, put, put_json, table
    from headless.cli.shared.running import run
    from headless.services.members.doubles import described, find_doubles

    listing = [line for double in run(lambda kernel: find_doubles(kernel, merchant)) for line in described(double)]
    if as_json:
        put_json(listing)
    elif listing:
        titles = ("identifier", "value", "member", "foundBy")
        table(titles, [list(line.values()) for line in listing])
    else:
        put(Message("no doubles"))
    if listing:
        raise typer.Exit(FOUND)
