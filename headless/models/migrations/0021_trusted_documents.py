"""Merchants have documents that their front ends name by id."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the table of trusted documents."""

    dependencies = [("models", "0020_events_of_guests")]
    operations = [SqlFile(__file__)]
