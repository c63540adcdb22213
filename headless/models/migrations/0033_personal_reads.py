"""Personal data that tokens read is counted over all processes."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the counts of members whose personal data was read."""

    dependencies = [("models", "0032_allowances")]
    operations = [SqlFile(__file__)]
