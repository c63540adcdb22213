"""Coupons are given to all members who meet a condition, in the background."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the jobs that give coupons to many members."""

    dependencies = [("models", "0036_cards")]
    operations = [SqlFile(__file__)]
