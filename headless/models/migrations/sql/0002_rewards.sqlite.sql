CREATE TABLE coupon_kind (
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

CREATE TABLE benefit (
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

CREATE TABLE stock (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    name TEXT NOT NULL,
    total INTEGER NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    serial INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, name),
    CHECK (0 <= taken AND taken <= total),
    CHECK (taken <= serial)
) STRICT;

CREATE TABLE stock_take (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    stock TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    event_id INTEGER NOT NULL,
    rule_id INTEGER,
    reversed_at INTEGER,
    keep INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1)),
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX stock_take_event ON stock_take (merchant_id, event_id);
CREATE INDEX stock_take_member ON stock_take (merchant_id, member_id);

CREATE TABLE coupon_batch (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    kind_id INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, idempotency_key)
) STRICT;

CREATE TABLE coupon (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    serial INTEGER,
    member_id INTEGER,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),
    event_id INTEGER,
    rule_id INTEGER,
    batch_id INTEGER,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER,
    used_at INTEGER,
    used_event_id INTEGER,
    order_ref TEXT,
    revoked_at INTEGER,
    revoked_event_id INTEGER,
    keep INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1)),
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, code),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id),
    CHECK ((status = 2) = (used_at IS NOT NULL)),
    CHECK ((status = 3) = (revoked_at IS NOT NULL))
) STRICT;
CREATE INDEX coupon_member ON coupon (merchant_id, member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX coupon_event ON coupon (merchant_id, event_id) WHERE event_id IS NOT NULL;
CREATE INDEX coupon_used_event ON coupon (merchant_id, used_event_id) WHERE used_event_id IS NOT NULL;
CREATE INDEX coupon_revoked_event ON coupon (merchant_id, revoked_event_id) WHERE revoked_event_id IS NOT NULL;
CREATE INDEX coupon_batch_coupons ON coupon (merchant_id, batch_id) WHERE batch_id IS NOT NULL;
CREATE UNIQUE INDEX coupon_serial ON coupon (merchant_id, kind_id, serial) WHERE serial IS NOT NULL;

CREATE TABLE benefit_grant (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    benefit_id INTEGER NOT NULL,
    uses INTEGER NOT NULL CHECK (uses > 0),
    used INTEGER NOT NULL DEFAULT 0,
    until_at INTEGER,
    granted_at INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    rule_id INTEGER,
    revoked_at INTEGER,
    revoked_event_id INTEGER,
    keep INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1)),
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id),
    CHECK (0 <= used AND used <= uses)
) STRICT;
CREATE INDEX benefit_grant_member ON benefit_grant (merchant_id, member_id, benefit_id);
CREATE INDEX benefit_grant_event ON benefit_grant (merchant_id, event_id);
CREATE INDEX benefit_grant_revoked ON benefit_grant (merchant_id, revoked_event_id) WHERE revoked_event_id IS NOT NULL;

CREATE TABLE benefit_use (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    benefit_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    used_on INTEGER NOT NULL,
    used_by TEXT NOT NULL,
    serial INTEGER,
    grant_id INTEGER,
    coupon_id INTEGER,
    reversed_at INTEGER,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX benefit_use_member ON benefit_use (merchant_id, member_id, benefit_id, id);
CREATE INDEX benefit_use_event ON benefit_use (merchant_id, event_id);
CREATE UNIQUE INDEX benefit_use_serial ON benefit_use (merchant_id, benefit_id, serial) WHERE serial IS NOT NULL;

ALTER TABLE member_tag ADD COLUMN keep INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1));
