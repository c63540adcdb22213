"""What a configuration says that its merchant hardly means."""

import strawberry

from headless.engine.advice.records import Advice as AdviceRow
from headless.resolvers.nouns.configuration import advice
from headless.schema.base.fields import batch, object_type, value

SCOPE = "config:read"


@object_type(scope=SCOPE, row=AdviceRow)
class Advice:
    """Something that the configuration says and hardly means, such as a benefit that no member can ever have."""

    code: str = value("Which kind of advice, stable for programs.")
    message: str = value("What is said, and of what, in the reader's language.", told=advice.message)
    about: str = value("Which thing it is, such as benefit:birthday, coupon:may or tier:club/gold.")


@strawberry.type
class AdviceQueries:
    """What is said of the configuration."""

    advice: list[Advice] | None = batch(
        advice.advice,
        "What headless check says. Advice that tells of something for which the token lacks the scope is left out.",
        scope=SCOPE,
        sized=10,
    )
