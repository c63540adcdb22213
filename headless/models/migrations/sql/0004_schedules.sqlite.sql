CREATE TABLE schedule (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    code TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    after_id INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL DEFAULT '',
    leased_until INTEGER,
    PRIMARY KEY (merchant_id, code)
) STRICT, WITHOUT ROWID;
