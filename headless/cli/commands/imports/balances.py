"""`headless import balances`."""

from typing import Annotated, Any

import typer

from headless.cli.commands.imports.shared import (
    ByOption,
    DateOption,
    DecimalOption,
    DelimiterOption,
    DryOption,
    EncodingOption,
    FileArgument,
    HeaderOption,
    MapOption,
    RejectedOption,
    TrustOption,
    ZoneOption,
    file_options,
    pairs,
    run_import,
)
from headless.cli.shared.options import JsonOption, MerchantOption


def balances(
    file: FileArgument,
    merchant: MerchantOption,
    maps: MapOption,
    asset: Annotated[str | None, typer.Option(help="The asset kind of lines that name none.")] = None,
    member_by: ByOption = "externalId",
    time_zone: ZoneOption = None,
    rejected: RejectedOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    header_line: HeaderOption = 1,
    date_formats: DateOption = None,
    decimal: DecimalOption = None,
    trust_identifiers: TrustOption = False,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import balances from another system, one lot per line, with funding, age and expiry.

    Fields: member, amount, asset, funding, earned, until (the last day) or expires (the first day without it), key (the line's
    own number). Prints the amounts in the
    file, the amounts booked and the variance. A second run books nothing twice. Ends with 1 if lines were rejected.

    \b
    headless import balances points.csv --merchant shop --asset points \\
      --map member=Card --map amount=Points --map until=ValidUntil --member-by number
    """
    from headless.services.importing.balances import import_balances

    options = file_options(encoding, delimiter, date_formats, decimal, trust_identifiers, dry_run, header_line)

    def work(kernel: Any, tell: Any) -> Any:
        return import_balances(
            kernel, merchant, file, pairs(maps), asset=asset, member_by=member_by, time_zone=time_zone, rejected=rejected,
            progress=tell, **options,
        )  # fmt: skip

    run_import(work, as_json)
