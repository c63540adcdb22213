"""The queues, each with its numbers: how long a claim lasts, when a failed item is tried again, and when it is given up."""

from headless.engine.values.limits import RETRY_ATTEMPTS, WEBHOOK_AT_ONCE
from headless.engine.values.zones import MINUTE_US, SECOND_US
from headless.services.work.leases import LeasePolicy

DERIVED_EVENTS = LeasePolicy(chunk=100, lease_us=MINUTE_US, most_attempts=10)
"""Outbox messages that carry an event for another member."""

OBSERVERS = LeasePolicy(chunk=5, lease_us=MINUTE_US, most_attempts=10, first_pause_us=30 * SECOND_US)
"""Outbox messages that tell plugins of settled events."""

ERASURES = LeasePolicy(chunk=5, lease_us=MINUTE_US, first_pause_us=30 * SECOND_US)
"""Outbox messages that ask a plugin to erase a member. They are never given up."""
ERASURES_LONGEST = 8
"""The number of failed attempts after which the wait no longer grows: about an hour."""

RETRIES = LeasePolicy(most_attempts=RETRY_ATTEMPTS, first_pause_us=MINUTE_US)
"""What failed rules left out of events. A retry holds its row's lock for one transaction, so it needs no lease."""

BULK_JOBS = LeasePolicy(most_attempts=10, first_pause_us=30 * SECOND_US)
"""Coupons for all members who meet a condition. A chunk holds its job's row, so it needs no lease."""

RANKINGS = LeasePolicy(lease_us=10 * MINUTE_US)
"""Rankings that are due. They take many transactions. Jobs hold their row's lock instead."""

ACTIONS = LeasePolicy(lease_us=MINUTE_US)
"""Actions of plugins under their idempotency keys."""

BACKTESTS = LeasePolicy(lease_us=MINUTE_US, extend_every_s=10.0)
"""Back-tests. One whose lease was not extended in time has failed."""

IMPORTS = LeasePolicy(lease_us=10 * MINUTE_US)
"""Imports of orders. While one extends its lease, the merchant's clock work rests."""

WEBHOOKS = LeasePolicy(chunk=WEBHOOK_AT_ONCE, lease_us=MINUTE_US)
"""Deliveries to endpoints. Their pauses and their end are those of `services/webhooks/outcomes.py`."""
