"""Merchants say what their members may do, and which issuer signs them in."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds what merchants say of their members' sign-in. Until they say otherwise, members may claim what is free."""

    dependencies = [("models", "0018_one_form_of_identifiers")]
    operations = [SqlFile(__file__)]
