CREATE TABLE webhook_endpoint (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    url TEXT NOT NULL CHECK (url <> ''),
    topics TEXT NOT NULL,
    query TEXT,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
    secret TEXT NOT NULL CHECK (secret <> ''),
    old_secret TEXT,
    old_secret_until INTEGER,
    token_id INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failing_since INTEGER,
    rests_until INTEGER,
    problem TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, id)
) STRICT;
CREATE TABLE webhook_delivery (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    endpoint_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    position INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
    created_at INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    leased_until INTEGER,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    first_tried_at INTEGER,
    last_tried_at INTEGER,
    status INTEGER,
    error TEXT,
    delivered_at INTEGER,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id),
    FOREIGN KEY (merchant_id, endpoint_id) REFERENCES webhook_endpoint (merchant_id, id),
    CHECK ((state = 1) = (delivered_at IS NOT NULL))
) STRICT;
CREATE INDEX webhook_delivery_due ON webhook_delivery (merchant_id, endpoint_id, due_at, position) WHERE state = 0;
CREATE INDEX webhook_delivery_lane ON webhook_delivery (merchant_id, member_id, endpoint_id, position) WHERE state = 0;
CREATE INDEX webhook_delivery_page ON webhook_delivery (merchant_id, endpoint_id, id);
CREATE INDEX webhook_delivery_member ON webhook_delivery (merchant_id, member_id);
CREATE INDEX webhook_delivery_given_up ON webhook_delivery (merchant_id, endpoint_id, id) WHERE state = 2;
UPDATE token SET scopes = replace(scopes, '"tokens:manage"', '"tokens:manage", "webhooks:manage", "webhooks:read"')
WHERE scopes LIKE '%"tokens:manage"%' AND scopes LIKE '%"tokens:admin"%' AND scopes LIKE '%"config:manage"%'
AND scopes LIKE '%"plugins:manage"%' AND scopes LIKE '%"rules:manage"%' AND scopes LIKE '%"members:pii"%'
AND scopes LIKE '%"assets:write"%' AND scopes NOT LIKE '%"webhooks:%';
