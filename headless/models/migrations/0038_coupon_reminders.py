"""Members are reminded of coupons that end soon."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds of which end a coupon's member was reminded, and an index of those whose end is still to be told."""

    dependencies = [("models", "0037_bulk_jobs")]
    operations = [SqlFile(__file__)]
