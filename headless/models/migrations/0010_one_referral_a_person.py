"""A person who was referred counts once: the first referral of each gets the person as its business key."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Fills the business key of the first referral of each person."""

    dependencies = [("models", "0009_one_reference_an_event")]
    operations = [SqlFile(__file__)]
