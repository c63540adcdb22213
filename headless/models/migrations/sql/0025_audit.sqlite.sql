CREATE TABLE audit_record (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    noun TEXT NOT NULL,
    code TEXT,
    "before" TEXT,
    "after" TEXT,
    PRIMARY KEY (merchant_id, id)
) STRICT;
CREATE INDEX audit_record_noun ON audit_record (merchant_id, noun, id);
CREATE INDEX event_by_hand ON event (merchant_id, id) WHERE source = 'mutation';
UPDATE token SET scopes = replace(scopes, '"assets:write"', '"assets:write", "audit:read"')
WHERE scopes LIKE '%"tokens:admin"%' AND scopes LIKE '%"assets:write"%' AND scopes NOT LIKE '%"audit:read"%';
