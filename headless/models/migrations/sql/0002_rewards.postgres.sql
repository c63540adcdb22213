CREATE TABLE coupon_kind (
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

CREATE TABLE benefit (
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

CREATE TABLE stock (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    name TEXT NOT NULL,
    total BIGINT NOT NULL,
    taken BIGINT NOT NULL DEFAULT 0,
    serial BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, name),
    CHECK (0 <= taken AND taken <= total),
    CHECK (taken <= serial)
);

CREATE TABLE stock_take (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    stock TEXT NOT NULL,
    count BIGINT NOT NULL CHECK (count > 0),
    event_id BIGINT NOT NULL,
    rule_id BIGINT,
    reversed_at BIGINT,
    keep BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX stock_take_event ON stock_take (merchant_id, event_id);
CREATE INDEX stock_take_member ON stock_take (merchant_id, member_id);

CREATE TABLE coupon_batch (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    kind_id BIGINT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    issued_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, idempotency_key)
);

CREATE TABLE coupon (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    serial BIGINT,
    member_id BIGINT,
    status SMALLINT NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),
    event_id BIGINT,
    rule_id BIGINT,
    batch_id BIGINT,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    used_event_id BIGINT,
    order_ref TEXT,
    revoked_at BIGINT,
    revoked_event_id BIGINT,
    keep BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, code),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id),
    CHECK ((status = 2) = (used_at IS NOT NULL)),
    CHECK ((status = 3) = (revoked_at IS NOT NULL))
);
CREATE INDEX coupon_member ON coupon (merchant_id, member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX coupon_event ON coupon (merchant_id, event_id) WHERE event_id IS NOT NULL;
CREATE INDEX coupon_used_event ON coupon (merchant_id, used_event_id) WHERE used_event_id IS NOT NULL;
CREATE INDEX coupon_revoked_event ON coupon (merchant_id, revoked_event_id) WHERE revoked_event_id IS NOT NULL;
CREATE INDEX coupon_batch_coupons ON coupon (merchant_id, batch_id) WHERE batch_id IS NOT NULL;
CREATE UNIQUE INDEX coupon_serial ON coupon (merchant_id, kind_id, serial) WHERE serial IS NOT NULL;

CREATE TABLE benefit_grant (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    benefit_id BIGINT NOT NULL,
    uses INTEGER NOT NULL CHECK (uses > 0),
    used INTEGER NOT NULL DEFAULT 0,
    until_at BIGINT,
    granted_at BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    rule_id BIGINT,
    revoked_at BIGINT,
    revoked_event_id BIGINT,
    keep BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id),
    CHECK (0 <= used AND used <= uses)
);
CREATE INDEX benefit_grant_member ON benefit_grant (merchant_id, member_id, benefit_id);
CREATE INDEX benefit_grant_event ON benefit_grant (merchant_id, event_id);
CREATE INDEX benefit_grant_revoked ON benefit_grant (merchant_id, revoked_event_id) WHERE revoked_event_id IS NOT NULL;

CREATE TABLE benefit_use (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    benefit_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    used_on INTEGER NOT NULL,
    used_by TEXT NOT NULL,
    serial BIGINT,
    grant_id BIGINT,
    coupon_id BIGINT,
    reversed_at BIGINT,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX benefit_use_member ON benefit_use (merchant_id, member_id, benefit_id, id);
CREATE INDEX benefit_use_event ON benefit_use (merchant_id, event_id);
CREATE UNIQUE INDEX benefit_use_serial ON benefit_use (merchant_id, benefit_id, serial) WHERE serial IS NOT NULL;

ALTER TABLE member_tag ADD COLUMN keep BOOLEAN NOT NULL DEFAULT FALSE;
