"""Lines of tokens: a token, those that it made, and those that they made."""

from collections.abc import Collection

from headless.models.base.session import Session
from headless.models.tables.configuration.tokens import LINE_MOST, Token

BELOW = f"""WITH RECURSIVE below (id, place) AS (
  SELECT t.id, 1 FROM token t WHERE t.merchant_id = $1 AND t.made_by = $2
  UNION ALL
  SELECT t.id, below.place + 1 FROM below JOIN token t ON t.merchant_id = $1 AND t.made_by = below.id
  WHERE below.place < {2 * LINE_MOST}
)"""
"""What the token $2 of the merchant $1 made, and what those made."""
_ABOVE = f"""WITH RECURSIVE above (asked, id, made_by, place) AS (
  SELECT t.id, t.id, t.made_by, 1 FROM token t WHERE t.merchant_id = $1 AND {{asked}}
  UNION ALL
  SELECT above.asked, t.id, t.made_by, above.place + 1 FROM above
  JOIN token t ON t.merchant_id = $1 AND t.id = above.made_by WHERE above.place < {2 * LINE_MOST}
)"""
_END = f"""{BELOW} UPDATE token SET revoked_at = $3
WHERE merchant_id = $1 AND revoked_at IS NULL AND (id = $2 OR id IN (SELECT id FROM below))"""
_DEPTH = f"{_ABOVE.format(asked='t.id = $2')} SELECT max(place) FROM above"


async def in_line_of(session: Session, merchant_id: int, maker_id: int, ids: Collection[int]) -> set[int]:
    """Return those of the tokens that another one made, or one in its line."""
    above = _ABOVE.format(asked=session.any_of("t.id", 3))
    sql = f"{above} SELECT asked FROM above WHERE made_by = $2"
    return {row["asked"] for row in await session.fetch(sql, merchant_id, maker_id, sorted(ids))}


async def successor_of(session: Session, merchant_id: int, token_id: int) -> int | None:
    """Return the token that replaces another one, None if none does."""
    token = await Token.of(session, merchant_id).filter(id=token_id).first()
    return None if token is None else token.successor_id


async def depth_of(session: Session, merchant_id: int, token_id: int) -> int:
    """Return the place of a token in its line, 1 for one that no token made, 0 if there is no such token."""
    return int(await session.fetch_value(_DEPTH, merchant_id, token_id) or 0)


async def end_line(session: Session, merchant_id: int, token_id: int, now: int) -> None:
    """Revoke a token and all in its line that are not revoked yet."""
    await session.execute(_END, merchant_id, token_id, now)


async def hand_over(session: Session, merchant_id: int, token_id: int, successor_id: int) -> None:
    """Give what a token made to its successor."""
    await Token.of(session, merchant_id).filter(made_by=token_id).update(made_by=successor_id)
