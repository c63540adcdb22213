"""Orders that this run has moved: what comes for an earlier owner is the present one's."""

from headless.engine.member.records import EventRecord


class MovedOrders:
    """The present owners of orders, by number and earlier owner."""

    __slots__ = ("_owners",)

    def __init__(self) -> None:
        self._owners: dict[tuple[str, int], int] = {}

    def move(self, number: str, from_id: int, to_id: int) -> None:
        """Note that an order went from one member to another."""
        for key, owner in list(self._owners.items()):
            if key[0] == number and owner == from_id:
                self._owners[key] = to_id
        self._owners[number, from_id] = to_id
        self._owners.pop((number, to_id), None)

    def route(self, event: EventRecord, earlier_type: str | None) -> None:
        """Give an event about a moved order to the order's owner. earlier_type: of what the event refers to, if that matters."""
        if self._owners and earlier_type is not None:
            event.member_id = self._owners.get((event.refers or "", event.member_id), event.member_id)
