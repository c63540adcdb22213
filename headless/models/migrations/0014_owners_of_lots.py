"""A refund leaves alone what has left an entry's own lots by expiry."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.lot_owners import FindOwners
from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds what expired of a lot and whose lot a restored one is, and fills both in from the moves."""

    dependencies = [("models", "0013_nothing_is_lost")]
    operations = [SqlFile(__file__), FindOwners()]
