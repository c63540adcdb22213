CREATE TABLE partner (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
) STRICT;
CREATE TABLE budget_spent (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    member_id INTEGER NOT NULL,
    partner_id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    period INTEGER NOT NULL CHECK (period BETWEEN 1 AND 3),
    starts_on INTEGER NOT NULL,
    spent INTEGER NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (merchant_id, member_id, partner_id, kind_id, period, starts_on)
) STRICT;
CREATE INDEX entry_of_partner ON entry (merchant_id, contra, id) WHERE substr(contra, 1, 8) = 'partner:';
UPDATE token SET scopes = replace(scopes, '"plugins:manage"', '"partners:manage", "partners:read", "plugins:manage"')
WHERE scopes LIKE '%"tokens:admin"%' AND scopes LIKE '%"plugins:manage"%';
