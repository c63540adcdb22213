"""Phone numbers are compared in E.164 and shown as given, and every identifier has one form."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.identifiers import NormaliseIdentifiers
from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the country of merchants and the form in which phone numbers are compared.

    Identifiers that would collide keep the form in which they are stored: `headless member doubles` lists them.
    """

    dependencies = [("models", "0017_members_by_id")]
    operations = [SqlFile(__file__), NormaliseIdentifiers()]
