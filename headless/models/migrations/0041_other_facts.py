"""Rules see other members whom an event names."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds what rules saw of another member when they decided on an event."""

    dependencies = [("models", "0040_requested_uses")]
    operations = [SqlFile(__file__)]
