"""`headless import standings`."""

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


def standings(
    file: FileArgument,
    merchant: MerchantOption,
    maps: MapOption,
    track: Annotated[
        str | None,
        typer.Option(help="The tier track of lines that name none; by default the merchant's default track."),
    ] = None,
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
    """Import the tiers that members hold in another system, one per line, with their dates.

    Fields: member, tier, track, since, until (the last day) or expires (the first day without it), key.
    Lines may stand in any order. A second run changes nothing. Ends with 1 if lines were rejected.

    \b
    headless import standings tiers.csv --merchant shop --member-by number \\
      --map member=Card --map tier=Level --map since=From --map until=To
    """
    from headless.services.importing.standings import import_standings

    options = file_options(encoding, delimiter, date_formats, decimal, trust_identifiers, dry_run, header_line)

    def work(kernel: Any, tell: Any) -> Any:
        return import_standings(
            kernel, merchant, file, pairs(maps), track=track, member_by=member_by, time_zone=time_zone, rejected=rejected,
            progress=tell, **options,
        )  # fmt: skip

    run_import(work, as_json)
