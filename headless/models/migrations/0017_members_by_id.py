"""Events name other members by their ids alone."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.member_refs import NameMembersById


class Migration(Base):
    """Rewrites events that failed and were kept as they were emitted. Tables keep their shape."""

    dependencies = [("models", "0016_identities")]
    operations = [NameMembersById()]
