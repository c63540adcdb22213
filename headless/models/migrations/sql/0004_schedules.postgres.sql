CREATE TABLE schedule (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    code TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    day INTEGER NOT NULL,
    after_id BIGINT NOT NULL DEFAULT 0,
    document TEXT NOT NULL DEFAULT '',
    leased_until BIGINT,
    PRIMARY KEY (merchant_id, code)
);
