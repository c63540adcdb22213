CREATE TABLE card_kind (
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
CREATE TABLE card_batch (
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
CREATE TABLE card (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    number TEXT NOT NULL,
    pin_digest TEXT NOT NULL,
    status SMALLINT NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 5),
    member_id BIGINT,
    balance BIGINT NOT NULL DEFAULT 0,
    bonus BIGINT NOT NULL DEFAULT 0,
    paid BIGINT NOT NULL DEFAULT 0 CHECK (paid >= 0),
    price BIGINT,
    refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    order_ref TEXT,
    issued_at BIGINT NOT NULL,
    activated_at BIGINT,
    expires_at BIGINT,
    wrong_pins INTEGER NOT NULL DEFAULT 0 CHECK (wrong_pins >= 0),
    reason TEXT,
    replaced_by BIGINT,
    batch_id BIGINT,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, number),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id),
    CHECK (balance >= bonus AND bonus >= 0),
    CHECK (status NOT IN (2, 4, 5) OR balance = 0),
    CHECK (status <> 2 OR member_id IS NOT NULL),
    CHECK (status NOT IN (0, 1) OR member_id IS NULL),
    CHECK ((status = 4) = (replaced_by IS NOT NULL))
);
CREATE INDEX card_member ON card (merchant_id, member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX card_batch_cards ON card (merchant_id, batch_id) WHERE batch_id IS NOT NULL;
CREATE TABLE card_move (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    card_id BIGINT NOT NULL,
    type SMALLINT NOT NULL CHECK (type BETWEEN 0 AND 8),
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    amount BIGINT NOT NULL DEFAULT 0,
    bonus BIGINT NOT NULL DEFAULT 0,
    bound BIGINT NOT NULL DEFAULT 0,
    member_id BIGINT,
    event_id BIGINT,
    entry_id BIGINT,
    order_ref TEXT,
    reason TEXT,
    idempotency_key TEXT,
    content_hash TEXT,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX card_move_card ON card_move (merchant_id, card_id, id);
CREATE INDEX card_move_member ON card_move (merchant_id, member_id) WHERE member_id IS NOT NULL;
CREATE INDEX card_move_event ON card_move (merchant_id, event_id) WHERE event_id IS NOT NULL;
CREATE UNIQUE INDEX card_move_key ON card_move (merchant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
