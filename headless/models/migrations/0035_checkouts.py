"""Assets and coupons are kept for an order until it is paid."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the mark of a checkout to holds, and until when a coupon is kept."""

    dependencies = [("models", "0034_rewards_and_prices")]
    operations = [SqlFile(__file__)]
