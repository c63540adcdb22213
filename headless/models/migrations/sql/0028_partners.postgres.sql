CREATE TABLE partner (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
);
CREATE TABLE budget_spent (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    member_id BIGINT NOT NULL,
    partner_id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    period SMALLINT NOT NULL CHECK (period BETWEEN 1 AND 3),
    starts_on INTEGER NOT NULL,
    spent BIGINT NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (merchant_id, member_id, partner_id, kind_id, period, starts_on)
);
CREATE INDEX entry_of_partner ON entry (merchant_id, contra, id) WHERE substr(contra, 1, 8) = 'partner:';
UPDATE token SET scopes = replace(scopes, '"plugins:manage"', '"partners:manage", "partners:read", "plugins:manage"')
WHERE scopes LIKE '%"tokens:admin"%' AND scopes LIKE '%"plugins:manage"%';
