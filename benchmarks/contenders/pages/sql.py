"""The statements of the limit, written for PostgreSQL and respelled for SQLite.

They take the first version of each kind and tag, because nothing was saved twice here.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from headless.config import Dialect

# what is saved as JSON documents is unpacked once for each statement, not once for each row
_UNPACKED = """WITH
  k AS MATERIALIZED (SELECT id, code, document::json->>'name' AS name, (document::json->>'decimals')::int AS decimals,
    CASE WHEN lower(document::json->>'money') IN ('true', '1') THEN 1 ELSE (document::json->>'worth')::numeric END AS worth
   FROM asset_kind WHERE merchant_id = $1 AND version = 1),
  g AS MATERIALIZED (SELECT id, code, document::json->>'name' AS name FROM tag WHERE merchant_id = $1 AND version = 1)
"""

_TAGS = """(SELECT json_agg(json_build_object('tag', json_build_object({columns})) FROM
  (SELECT g.code, g.name FROM member_tag w JOIN g ON g.id = w.tag_id
   WHERE w.merchant_id = m.merchant_id AND w.member_id = m.id AND w.removed_at IS NULL ORDER BY w.id) t)"""

_ACCOUNTS = """(SELECT k.id, k.code, k.name, k.decimals, k.worth, a.balance + a.debt - a.pending - a.held AS available,
    a.pending, a.held, a.debt
   FROM account a JOIN k ON k.id = a.kind_id WHERE a.merchant_id = m.merchant_id AND a.member_id = m.id ORDER BY k.id) a"""

_LIST = f"""{_UNPACKED}
SELECT json_build_object('data', json_build_object('members', json_build_object('edges', json_agg(json_build_object(
  'node', json_build_object('number', m.number, 'tier', CASE WHEN m.tier_code IS NOT NULL THEN
      json_build_object('code', m.tier_code, 'name', m.tier_name) END,
    'assets', (SELECT json_agg(json_build_object('kind', json_build_object('code', a.code, 'name', a.name),
      'available', amount(a.available), 'pending', amount(a.pending))) FROM {_ACCOUNTS}),
    'tags', {_TAGS.replace("{columns})", "'code', t.code, 'name', t.name))")}))))))::text
FROM (SELECT m.merchant_id, m.id, m.number, t.code AS tier_code, t.name AS tier_name FROM
    (SELECT * FROM member WHERE merchant_id = $1 AND merged_into IS NULL AND id > $2 {{condition}} ORDER BY id LIMIT 50) m
  LEFT JOIN member_tier h ON h.merchant_id = m.merchant_id AND h.member_id = m.id
  LEFT JOIN tier t ON t.merchant_id = h.merchant_id AND t.id = h.tier_id ORDER BY m.id) m"""

LIST = _LIST.replace("{condition} ", "")
FILTERED = _LIST.replace(
    "{condition}",
    """AND $3 <= (SELECT sum(d.amount - d.less) FROM daily_total d WHERE d.merchant_id = member.merchant_id
      AND d.member_id = member.id AND d.key = 'order' AND d.day > $4)""",
)

_EXPIRING = """coalesce((SELECT json_agg(json_build_object('on', the_day(l.expires_at), 'amount', amount(l.units))) FROM
   (SELECT expires_at, sum(remaining)::bigint AS units FROM lot WHERE merchant_id = m.merchant_id AND member_id = m.id
     AND kind_id = a.id AND remaining > 0 AND expires_at > $3 AND expires_at < $4
    GROUP BY expires_at ORDER BY expires_at) l), json_build_array())"""

PAGE = f"""{_UNPACKED}
SELECT json_build_object('data', json_build_object('member', json_build_object('name', m.name,
  'tier', json_build_object('code', m.tier_code, 'name', m.tier_name, 'attributes', NULL),
  'tierProgress', json_build_object('next', json_build_object('name', m.goal_name), 'fraction', share(m.spent, m.goal),
     'text', 'spend ¥' || cents(m.goal - m.spent) || ' more within 365 days to reach ' || m.goal_name, 'keepUntil', NULL),
  'assets', (SELECT json_agg(json_build_object('kind', json_build_object('code', a.code, 'name', a.name, 'decimals', a.decimals),
      'available', amount(a.available), 'pending', amount(a.pending), 'held', amount(a.held), 'debt', amount(a.debt),
      'worth', the_worth(a.available), 'expiring', {_EXPIRING})) FROM {_ACCOUNTS}),
  'tags', {_TAGS.replace("json_build_object({columns}))", "json_build_object('name', t.name), 'expiresAt', NULL))")})))::text
FROM (SELECT m.merchant_id, m.id, m.name, t.code AS tier_code, t.name AS tier_name,
    CASE t.code WHEN 'gold' THEN 'Platinum' ELSE 'Diamond' END AS goal_name,
    CASE t.code WHEN 'gold' THEN 800000 ELSE 3000000 END AS goal,
    (SELECT sum(d.amount - d.less)::bigint FROM daily_total d WHERE d.merchant_id = m.merchant_id AND d.member_id = m.id
      AND d.key = 'order' AND d.day > $5) AS spent
  FROM member m JOIN member_tier h ON h.merchant_id = m.merchant_id AND h.member_id = m.id
  JOIN tier t ON t.merchant_id = h.merchant_id AND t.id = h.tier_id
  WHERE m.merchant_id = $1 AND m.number = $2) m"""

_SPELLED: Mapping[Dialect, Mapping[str, str]] = MappingProxyType({
    "postgres": {
        r"amount\(([^()]+)\)": r"round(\1::numeric / 10::numeric ^ a.decimals, a.decimals)::text",
        r"the_worth\(([^()]+)\)": r"trunc(\1::numeric / 10::numeric ^ a.decimals * a.worth, 2)::text",
        r"the_day\(([^()]+)\)": r"to_char(to_timestamp(\1 / 1000000) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')",
        r"share\(([^,()]+), ([^()]+)\)": r"trunc(\1::numeric / \2, 4)::text",
        r"cents\(([^()]+)\)": r"round((\1)::numeric / 100, 2)::text",
    },
    "sqlite": {
        r"\bamount\(([^()]+)\)": r"printf('%.' || a.decimals || 'f', \1 / iif(a.decimals = 0, 1.0, 100.0))",
        r"the_worth\(([^()]+)\)":
            r"CASE WHEN a.worth IS NOT NULL THEN printf('%.2f', \1 / iif(a.decimals = 0, 1.0, 100.0) * a.worth) END",
        r"the_day\(([^()]+)\)": r"date(\1 / 1000000 + 28800, 'unixepoch')",
        r"share\(([^,()]+), ([^()]+)\)": r"printf('%.4f', 1.0 * \1 / \2)",
        r"cents\(([^()]+)\)": r"printf('%.2f', (\1) / 100.0)",
        r"json_agg": "json_group_array",
        r"json_build_": "json_",
        r"::\w+": "",
        r"\$(\d)": r"?\1",
    },
})  # fmt: skip


@cache
def spelled(sql: str, dialect: Dialect) -> str:
    """Return a statement as a dialect writes it."""
    for pattern, replacement in _SPELLED[dialect].items():
        sql = re.sub(pattern, replacement, sql)
    return sql
