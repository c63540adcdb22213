"""Members show a code at the till."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the table of codes by which members are found for a minute."""

    dependencies = [("models", "0022_members_merged")]
    operations = [SqlFile(__file__)]
