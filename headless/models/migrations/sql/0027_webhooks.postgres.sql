CREATE TABLE webhook_endpoint (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    url TEXT NOT NULL CHECK (url <> ''),
    topics TEXT NOT NULL,
    query TEXT,
    state SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 2),
    secret TEXT NOT NULL CHECK (secret <> ''),
    old_secret TEXT,
    old_secret_until BIGINT,
    token_id BIGINT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failing_since BIGINT,
    rests_until BIGINT,
    problem TEXT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, id)
);
CREATE TABLE webhook_delivery (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    endpoint_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    topic TEXT NOT NULL,
    position BIGINT NOT NULL,
    state SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 2),
    created_at BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    first_tried_at BIGINT,
    last_tried_at BIGINT,
    status INTEGER,
    error TEXT,
    delivered_at BIGINT,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, endpoint_id) REFERENCES webhook_endpoint (merchant_id, id),
    CHECK ((state = 1) = (delivered_at IS NOT NULL))
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (merchant_id, endpoint_id, due_at, position) WHERE state = 0;
CREATE INDEX webhook_delivery_lane ON webhook_delivery (merchant_id, member_id, endpoint_id, position) WHERE state = 0;
CREATE INDEX webhook_delivery_page ON webhook_delivery (merchant_id, endpoint_id, id);
CREATE INDEX webhook_delivery_member ON webhook_delivery (merchant_id, member_id);
CREATE INDEX webhook_delivery_given_up ON webhook_delivery (merchant_id, endpoint_id, id) WHERE state = 2;
UPDATE token SET scopes = replace(scopes, '"tokens:manage"', '"tokens:manage", "webhooks:manage", "webhooks:read"')
WHERE scopes LIKE '%"tokens:manage"%' AND scopes LIKE '%"tokens:admin"%' AND scopes LIKE '%"config:manage"%'
AND scopes LIKE '%"plugins:manage"%' AND scopes LIKE '%"rules:manage"%' AND scopes LIKE '%"members:pii"%'
AND scopes LIKE '%"assets:write"%' AND scopes NOT LIKE '%"webhooks:%';
