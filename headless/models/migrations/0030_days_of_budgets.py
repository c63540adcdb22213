"""What partners gave to single members is counted by the day for as long as it matters."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the index of days to budgets."""

    dependencies = [("models", "0029_keys_of_guests")]
    operations = [SqlFile(__file__)]
