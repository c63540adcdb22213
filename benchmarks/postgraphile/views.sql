-- What PostGraphile serves: the tables of one merchant as views, their keys told by smart comments. What is saved as JSON
-- documents, kinds and tags, is unpacked once beforehand, so that no query pays for that.

CREATE VIEW :schema.tier AS
SELECT id, code, name, NULL::jsonb AS attributes FROM public.tier WHERE merchant_id = :merchant;
COMMENT ON VIEW :schema.tier IS '@primaryKey id';

CREATE TABLE :schema.asset_kind AS
SELECT id, code, document::json->>'name' AS name, (document::json->>'decimals')::int AS decimals,
  CASE WHEN (document::json->>'money')::boolean THEN 1 ELSE (document::json->>'worth')::numeric END AS worth
FROM public.asset_kind WHERE merchant_id = :merchant AND version = 1;
ALTER TABLE :schema.asset_kind ADD PRIMARY KEY (id);

CREATE TABLE :schema.tag AS
SELECT id, code, document::json->>'name' AS name FROM public.tag WHERE merchant_id = :merchant AND version = 1;
ALTER TABLE :schema.tag ADD PRIMARY KEY (id);

CREATE VIEW :schema.member AS
SELECT m.id, m.number, m.name, h.tier_id FROM public.member m
LEFT JOIN public.member_tier h ON h.merchant_id = m.merchant_id AND h.member_id = m.id
WHERE m.merchant_id = :merchant AND m.merged_into IS NULL;
COMMENT ON VIEW :schema.member IS
'@primaryKey id
@unique number
@foreignKey (tier_id) references :schema.tier (id)|@fieldName tier';

CREATE VIEW :schema.asset AS
SELECT a.member_id, a.kind_id,
  round((a.balance + a.debt - a.pending - a.held)::numeric / 10::numeric ^ k.decimals, k.decimals) AS available,
  round(a.pending::numeric / 10::numeric ^ k.decimals, k.decimals) AS pending,
  round(a.held::numeric / 10::numeric ^ k.decimals, k.decimals) AS held,
  round(a.debt::numeric / 10::numeric ^ k.decimals, k.decimals) AS debt,
  trunc((a.balance + a.debt - a.pending - a.held)::numeric / 10::numeric ^ k.decimals * k.worth, 2) AS worth
FROM public.account a JOIN :schema.asset_kind k ON k.id = a.kind_id WHERE a.merchant_id = :merchant;
COMMENT ON VIEW :schema.asset IS
'@primaryKey member_id,kind_id
@foreignKey (member_id) references :schema.member (id)|@foreignSimpleFieldName assets
@foreignKey (kind_id) references :schema.asset_kind (id)|@fieldName kind';

CREATE VIEW :schema.expiry AS
SELECT l.member_id, l.kind_id, (to_timestamp(l.expires_at / 1000000) AT TIME ZONE 'Asia/Shanghai')::date AS "on",
  round(sum(l.remaining) / 10::numeric ^ k.decimals, k.decimals) AS amount
FROM public.lot l JOIN :schema.asset_kind k ON k.id = l.kind_id
WHERE l.merchant_id = :merchant AND l.remaining > 0
  AND l.expires_at > (extract(epoch FROM now()) * 1000000)::bigint
  AND l.expires_at < (extract(epoch FROM now() + interval '30 days') * 1000000)::bigint
GROUP BY l.member_id, l.kind_id, 3, k.decimals;
COMMENT ON VIEW :schema.expiry IS
'@primaryKey member_id,kind_id,on
@foreignKey (member_id,kind_id) references :schema.asset (member_id,kind_id)|@foreignSimpleFieldName expiring';

CREATE VIEW :schema.member_tag AS
SELECT id, member_id, tag_id, to_timestamp(expires_at / 1000000) AS expires_at FROM public.member_tag
WHERE merchant_id = :merchant AND removed_at IS NULL;
COMMENT ON VIEW :schema.member_tag IS
'@primaryKey id
@foreignKey (member_id) references :schema.member (id)|@foreignSimpleFieldName tags
@foreignKey (tag_id) references :schema.tag (id)|@fieldName tag';

CREATE VIEW :schema.progress AS
SELECT h.member_id, n.id AS next_id, trunc(s.spent / g.goal, 4) AS fraction,
  'spend ¥' || round((g.goal - s.spent) / 100, 2) || ' more within 365 days to reach ' || n.name AS text,
  h.until_at AS keep_until
FROM public.member_tier h JOIN public.tier n ON n.merchant_id = h.merchant_id AND n.rank = h.rank + 1
JOIN (VALUES ('platinum', 800000::numeric), ('diamond', 3000000)) AS g (code, goal) ON g.code = n.code
CROSS JOIN LATERAL (
  SELECT sum(d.amount - d.less) AS spent FROM public.daily_total d
  WHERE d.merchant_id = h.merchant_id AND d.member_id = h.member_id AND d.key = 'order' AND d.day > :today - 365
) AS s
WHERE h.merchant_id = :merchant;
COMMENT ON VIEW :schema.progress IS
'@primaryKey member_id
@foreignKey (member_id) references :schema.member (id)|@foreignSingleFieldName tierProgress
@foreignKey (next_id) references :schema.tier (id)|@fieldName next';

CREATE FUNCTION :schema.members_who_spent(at_least numeric) RETURNS SETOF :schema.member LANGUAGE sql STABLE AS $$
  SELECT m.* FROM :schema.member m WHERE at_least * 100 <= (
    SELECT sum(d.amount - d.less) FROM public.daily_total d WHERE d.merchant_id = :merchant AND d.member_id = m.id
      AND d.key = 'order' AND d.day > :today - 365
  ) ORDER BY m.id
$$;

ANALYZE :schema.asset_kind, :schema.tag;
