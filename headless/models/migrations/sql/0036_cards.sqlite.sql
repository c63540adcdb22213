CREATE TABLE card_kind (
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
CREATE TABLE card_batch (
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
CREATE TABLE card (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    number TEXT NOT NULL,
    pin_digest TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 5),
    member_id INTEGER,
    balance INTEGER NOT NULL DEFAULT 0,
    bonus INTEGER NOT NULL DEFAULT 0,
    paid INTEGER NOT NULL DEFAULT 0 CHECK (paid >= 0),
    price INTEGER,
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    order_ref TEXT,
    issued_at INTEGER NOT NULL,
    activated_at INTEGER,
    expires_at INTEGER,
    wrong_pins INTEGER NOT NULL DEFAULT 0 CHECK (wrong_pins >= 0),
    reason TEXT,
    replaced_by INTEGER,
    batch_id INTEGER,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, number),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id),
    CHECK (balance >= bonus AND bonus >= 0),
    CHECK (status NOT IN (2, 4, 5) OR balance = 0),
    CHECK (status <> 2 OR member_id IS NOT NULL),
    CHECK (status NOT IN (0, 1) OR member_id IS NULL),
    CHECK ((status = 4) = (replaced_by IS NOT NULL))
) STRICT;
CREATE INDEX card_member ON card (merchant_id, member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX card_batch_cards ON card (merchant_id, batch_id) WHERE batch_id IS NOT NULL;
CREATE TABLE card_move (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    card_id INTEGER NOT NULL,
    type INTEGER NOT NULL CHECK (type BETWEEN 0 AND 8),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    amount INTEGER NOT NULL DEFAULT 0,
    bonus INTEGER NOT NULL DEFAULT 0,
    bound INTEGER NOT NULL DEFAULT 0,
    member_id INTEGER,
    event_id INTEGER,
    entry_id INTEGER,
    order_ref TEXT,
    reason TEXT,
    idempotency_key TEXT,
    content_hash TEXT,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX card_move_card ON card_move (merchant_id, card_id, id);
CREATE INDEX card_move_member ON card_move (merchant_id, member_id) WHERE member_id IS NOT NULL;
CREATE INDEX card_move_event ON card_move (merchant_id, event_id) WHERE event_id IS NOT NULL;
CREATE UNIQUE INDEX card_move_key ON card_move (merchant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
