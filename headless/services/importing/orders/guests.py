"""Orders of a file whose members are not known: kept until they join, if the merchant wants that."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from headless.errors import Invalid
from headless.services.importing.orders.arrivals import Arrival, event_of
from headless.services.importing.orders.messages import Movement
from headless.services.intake.guest_keys import guest_keys
from headless.services.intake.guests import Guest, keep_guests
from headless.services.intake.waiting_guests import GUEST
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.settling.decision_loop import Batch


class KeptOrders(NamedTuple):
    """The answers to orders of guests, and the orders that are left."""

    answers: list[tuple[Movement, Recorded]]
    left: list[Arrival]


async def keep_orders(
    batch: Batch, source: str, member_by: str, arrivals: Sequence[Arrival], members: Mapping[str, int]
) -> KeptOrders:
    """Keep the orders whose members do not exist. What cannot be an order, or names what no member can have, is left."""
    keys = guest_keys(batch.kernel, batch.merchant)
    guests: list[Guest] = []
    if keys is not None and member_by != "id":
        for place, arrival in enumerate(arrivals):
            lookup = Lookup(member_by, arrival.movement.member)
            if lookup.value not in members and keys.digests(lookup):
                guests += _guest(batch, source, lookup, arrival, place)
    if keys is None or not guests:
        return KeptOrders([], list(arrivals))
    answers = await keep_guests(batch, keys, guests)
    kept = [(arrivals[place].movement, answer) for place, answer in answers.items()]
    return KeptOrders(kept, [arrival for place, arrival in enumerate(arrivals) if place not in answers])


def _guest(batch: Batch, source: str, lookup: Lookup, arrival: Arrival, place: int) -> list[Guest]:
    """Return the order of a guest, none if it cannot be one."""
    movement = arrival.movement
    try:
        record = event_of(batch, source, arrival, GUEST)
    except Invalid:
        return []
    return [Guest(place, lookup, record, movement.at, movement.ordered)]
