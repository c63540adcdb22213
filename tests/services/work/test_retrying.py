"""A transaction that lost a race is repeated, and no other."""

import pytest

from headless.errors import IntegrityViolation, StorageBusy, StorageError, UniqueViolation
from headless.services.work.retrying import retrying


class Transaction:
    """Fails with each of the errors in turn, then answers with the number of attempts."""

    def __init__(self, *errors: type[StorageError]) -> None:
        self.errors = list(errors)
        self.attempts = 0

    async def __call__(self) -> int:
        self.attempts += 1
        if self.errors:
            raise self.errors.pop(0)("lost")
        return self.attempts


async def test_the_first_answer_is_returned() -> None:
    transaction = Transaction()

    assert await retrying(transaction, 3) == 1


async def test_a_lost_race_is_run_again() -> None:
    transaction = Transaction(UniqueViolation, StorageBusy)

    assert await retrying(transaction, 3) == 3


async def test_the_last_attempts_error_is_raised() -> None:
    transaction = Transaction(UniqueViolation, UniqueViolation, StorageBusy)

    with pytest.raises(StorageBusy):
        await retrying(transaction, 3)

    assert transaction.attempts == 3


@pytest.mark.parametrize("error", [IntegrityViolation, StorageError])
async def test_another_error_is_raised_at_once(error: type[StorageError]) -> None:
    transaction = Transaction(error)

    with pytest.raises(error):
        await retrying(transaction, 3)

    assert transaction.attempts == 1


async def test_a_caller_may_repeat_fewer_kinds_of_loss() -> None:
    transaction = Transaction(StorageBusy)

    with pytest.raises(StorageBusy):
        await retrying(transaction, 3, (UniqueViolation,))

    assert transaction.attempts == 1
