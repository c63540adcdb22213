"""Benefits have prices, are delivered by other systems, and keep units for some members."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds what uses of benefits cost and how far they have come, what is set aside of a stock, and what members have seen."""

    dependencies = [("models", "0033_personal_reads")]
    operations = [SqlFile(__file__)]
