"""A repeated request tells again which events of a guest it claimed."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the table of events that were claimed, by the event that claimed them."""

    dependencies = [("models", "0025_audit")]
    operations = [SqlFile(__file__)]
