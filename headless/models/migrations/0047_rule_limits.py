"""How often a rule instance fires for all members together is counted, and how much it gives."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the table of what was used of the limits and budgets of rule instances."""

    dependencies = [("models", "0043_rankings")]
    operations = [SqlFile(__file__)]
