"""Partners hold tokens and budgets."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the tables of partners and of what they spent. Tokens that manage everything see and save partners from now on."""

    dependencies = [("models", "0027_webhooks")]
    operations = [SqlFile(__file__)]
