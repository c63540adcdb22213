"""Coupons, benefits, what members were granted of them and have used, and the stocks they are taken from."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Creates the tables. Going back would destroy a merchant's history, so there is no way back."""

    dependencies = [("models", "0001_initial")]
    operations = [SqlFile(__file__)]
