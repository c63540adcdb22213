"""One tree of errors with stable codes.

HeadlessError
├── Misconfigured       the environment or a command line says something we cannot act on
├── Invalid             the caller sent something that can never be right
│   └── InvalidId       an id that is not one of ours, or of another kind
├── NotFound            no such thing for this merchant
├── Refused             right in form, but not allowed now
│   └── RateLimited     too much was asked for: later it is allowed
├── Conflict            the same key was used before for something else
├── Stale               another caller changed the thing in between
├── Denied              the principal may not do this
│   └── Unavailable     who asks cannot be told at the moment
└── StorageError        the database refused a statement
    ├── UniqueViolation a row with this key is there already
    ├── IntegrityViolation a CHECK, NOT NULL or foreign key was broken
    ├── StorageBusy     another transaction was in the way: the same call may succeed now
    ├── StorageDown     the database does not answer, or takes nothing at the moment
    └── SessionClosed   a session was used after its block ended

A message says what is wrong and what to do. A code never changes once it was released.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from headless.messages import Message


class HeadlessError(Exception):
    """Base of every error we raise. `data` holds what a program needs of it."""

    default_code: ClassVar[str] = "ERROR"

    def __init__(self, message: Message, *, code: str | None = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.data: Mapping[str, Any] = data or {}


class Misconfigured(HeadlessError):
    """A setting is missing or cannot be understood."""

    default_code = "MISCONFIGURED"


class Invalid(HeadlessError):
    """The input can never be right, in no state of the system."""

    default_code = "INVALID"


class InvalidId(Invalid):
    """The text is not an id, or is the id of another kind of thing."""

    default_code = "INVALID_ID"


class NotFound(HeadlessError):
    """This merchant has no such thing. An id of another merchant does not exist."""

    default_code = "NOT_FOUND"


class Refused(HeadlessError):
    """The input is right in form, but what it asks is not allowed now."""

    default_code = "REFUSED"


class RateLimited(Refused):
    """A token, partner, member, merchant or address asked for more than it may at once. `data` says when to try again."""

    default_code = "RATE_LIMITED"

    def __init__(self, message: Message, wait_seconds: int, *, code: str | None = None) -> None:
        super().__init__(message, code=code, data={"retryAfter": wait_seconds})
        self.wait_seconds = wait_seconds


class Conflict(HeadlessError):
    """The same key was used before with another content."""

    default_code = "CONFLICT"


class Stale(HeadlessError):
    """The version that the caller expected is no longer the newest."""

    default_code = "STALE_VERSION"


class Denied(HeadlessError):
    """The principal lacks what this needs. `data` names it."""

    default_code = "DENIED"


class Unavailable(Denied):
    """Who asks cannot be told at the moment, because another system does not answer as it should."""

    default_code = "ISSUER_UNAVAILABLE"


class StorageError(HeadlessError):
    """The database refused a statement. `data` holds its SQL, unless it is about opening the database."""

    default_code = "STORAGE"


class UniqueViolation(StorageError):
    """A row with the same primary or unique key is there already."""

    default_code = "UNIQUE_VIOLATION"


class IntegrityViolation(StorageError):
    """A CHECK, NOT NULL or foreign key was broken."""

    default_code = "INTEGRITY_VIOLATION"


class StorageBusy(StorageError):
    """A lock, deadlock or time-out stood in the way. Running the whole transaction again may succeed."""

    default_code = "STORAGE_BUSY"


class StorageDown(StorageError):
    """The database cannot be reached, or cannot write: it is down, full or a replica. The call may succeed later."""

    default_code = "STORAGE_UNAVAILABLE"


class SessionClosed(StorageError):
    """A session was used after the block that opened it had ended, or to write though it only reads."""

    default_code = "SESSION_CLOSED"
