"""Words that name a coupon kind, as configuration: any member who names one is given a coupon and uses it."""

from collections.abc import Mapping
from typing import Any

from headless.engine.member.coupons import normal
from headless.engine.texts.names import called
from headless.engine.values.text_safety import is_speakable
from headless.messages import Message
from headless.services.configuration.saving import Desk, Draft, stop

LEAST_LETTERS, MOST_LETTERS = 2, 40


async def word_document(desk: Desk, draft: Draft, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the word of a coupon kind as it is stored, with those that it had before. Raise Stop if it cannot have it.

    A word stays that of the kind that had it first: orders of then name it.
    """
    before = draft.before or {}
    keys = [*before.get("formerWords", ()), *filter(None, [before.get("wordKey")])]
    word = None if given.get("word") is None else str(given["word"]).strip()
    if word is None:
        return {"formerWords": keys} if keys else {}
    key = normal(word) if is_speakable(word) else ""
    if not LEAST_LETTERS <= len(key) <= MOST_LETTERS or len(word) > 2 * MOST_LETTERS:
        message = Message(
            "the word is {word!r}; give {least} to {most} letters and digits; blanks and dashes do not count",
            word=word[:60], least=LEAST_LETTERS, most=MOST_LETTERS,
        )  # fmt: skip
        raise stop("INVALID_WORD", message, "word")
    program = await desk.kernel.programs.of(desk.session, desk.merchant)
    owner = program.kind_by_word.get(key)
    if owner is not None and owner.id != draft.id:
        message = Message(
            "the word {word!r} names {kind} or has named it; give another one", word=word, kind=called(owner)
        )
        raise stop("WORD_TAKEN", message, "word")
    former = [known for known in keys if known != key]
    return {"word": word, "wordKey": key, **({"formerWords": former} if former else {})}
