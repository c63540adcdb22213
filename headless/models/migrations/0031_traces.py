"""Deliveries of webhooks go on in the trace of their event."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the traceparent of an event to its deliveries."""

    dependencies = [("models", "0030_days_of_budgets")]
    operations = [SqlFile(__file__)]
