"""Jobs that fail again and again are given up."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds how often a bulk job has failed since it last got on, and when it is tried again."""

    dependencies = [("models", "0038_coupon_reminders")]
    operations = [SqlFile(__file__)]
