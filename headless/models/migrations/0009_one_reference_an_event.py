"""Intake without asking for each row of an event whether its member is there: the event's own row asks it."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Drops references on PostgreSQL. No row is touched."""

    dependencies = [("models", "0008_due_in_order")]
    operations = [SqlFile(__file__)]
