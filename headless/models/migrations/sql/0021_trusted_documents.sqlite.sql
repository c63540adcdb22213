CREATE TABLE trusted_document (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    code TEXT NOT NULL CHECK (code <> ''),
    text TEXT NOT NULL CHECK (text <> ''),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, code)
) STRICT, WITHOUT ROWID;
