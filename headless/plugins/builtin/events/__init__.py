"""The event types that every merchant has."""

from headless.plugins import EventType
from headless.plugins.builtin.events.activities import ACTIVITIES
from headless.plugins.builtin.events.assets import ASSETS
from headless.plugins.builtin.events.cards import CARD_EVENTS
from headless.plugins.builtin.events.engine import DERIVED
from headless.plugins.builtin.events.members import MEMBERS
from headless.plugins.builtin.events.orders import ORDERS
from headless.plugins.builtin.events.rewards import REWARDS

EVENT_TYPES: tuple[EventType, ...] = (*ORDERS, *MEMBERS, *ACTIVITIES, *ASSETS, *REWARDS, *CARD_EVENTS, *DERIVED)
