"""Intake without indexes that no query uses, and a lock on the merchant's row with each move of a lot."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Drops them. No row is touched."""

    dependencies = [("models", "0006_many_members")]
    operations = [SqlFile(__file__)]
