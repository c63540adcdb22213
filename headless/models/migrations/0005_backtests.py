"""Back-tests, and the members whom what was tried would change."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Creates the tables. Going back would forget what was tried, so there is no way back."""

    dependencies = [("models", "0004_schedules")]
    operations = [SqlFile(__file__)]
