"""A member's status."""

from enum import IntEnum


class MemberStatus(IntEnum):
    """The status of a member, numbered as stored.

    ACTIVE: in good standing. FROZEN: facts settle, requests and spending are refused. CLOSED: only refunds of known orders are
    taken. ERASED: closed, and the personal data is gone.
    """

    ACTIVE = 0
    FROZEN = 1
    CLOSED = 2
    ERASED = 3
