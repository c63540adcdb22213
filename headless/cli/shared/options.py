"""Options that several commands take."""

from typing import Annotated

import typer

MerchantOption = Annotated[str, typer.Option("--merchant", "-m", metavar="SLUG", help="The merchant's slug.")]
AnyMerchantOption = Annotated[
    str | None, typer.Option("--merchant", "-m", metavar="SLUG", help="Only this merchant; by default all.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
