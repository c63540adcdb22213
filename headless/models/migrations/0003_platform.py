"""Which plugins a merchant has enabled, how they fare, and what their actions have answered."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Creates the tables. Going back would forget who enabled what, so there is no way back."""

    dependencies = [("models", "0002_rewards")]
    operations = [SqlFile(__file__)]
