"""What holds over a whole merchant: identities are unique, and no row points nowhere."""

from collections.abc import AsyncIterator

from headless.engine.ledger.ledger import TRANSFER
from headless.engine.program.program import Program
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.events.unsettled import failures_without_problem
from headless.models.tables.ledger.entries import one_sided_transfers
from headless.models.tables.links import LINKS, missing_parents, repeated_identities, repeated_subjects
from headless.services.verifying.histories.drift import Drift


async def check_links(session: Session, program: Program) -> AsyncIterator[Drift]:
    """Check that no identity or business key occurs twice, that transfers are received, and that every row has its parent.

    At most 100 of each are named.
    """
    merchant_id = program.merchant_id
    for repeated in await repeated_identities(session, merchant_id):
        yield Drift("event", f"identity {repeated.scope} {repeated.name!r}", 1, repeated.events)
    for name, type_ in program.event_types.items():
        if type_.subject is not None:
            for repeated in await repeated_subjects(session, merchant_id, name):
                yield Drift("event", f"{repeated.scope} {repeated.name!r}", 1, repeated.events)
    for bare in await failures_without_problem(session, merchant_id):
        yield Drift("event", f"{bare.type} {bare.external_id} failed", Message("a problem"), None, bare.member_id)
    for left in await one_sided_transfers(session, merchant_id):
        kind = program.kind_by_id.get(left.kind_id)
        named = "transfers" if left.contra == TRANSFER else left.contra
        what = f"{named} of {kind.code if kind else left.kind_id}, sent and received"
        yield Drift("entry", what, 0, left.amount)
    for link in LINKS:
        for parent_id in await missing_parents(session, merchant_id, link):
            yield Drift(link.area, f"of {link.parent} {parent_id}", Message("the {parent}", parent=link.parent), None)
