"""Options that several commands take."""

from typing import Annotated

import typer

MerchantOption = Annotated[str, typer.Option("--merchant", "-m", metavar="SLUG", help="The merchant's slug.")]
AnyMerchantOption = Annotated[
    str | None, typer.Option("--merchant", "-m", metavar="SLUG", help="Only this merchant; by default all.")
]
BurstOption = Annotated[
    int | None,
    typer.Option(metavar="POINTS", help="Points that may be spent at once; by default those of twenty seconds."),
]
PerDayOption = Annotated[
    int | None,
    typer.Option(metavar="POINTS", help="Points that may be spent in each day, by UTC; by default any number."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
