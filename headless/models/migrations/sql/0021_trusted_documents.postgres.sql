CREATE TABLE trusted_document (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    code TEXT NOT NULL CHECK (code <> ''),
    text TEXT NOT NULL CHECK (text <> ''),
    added_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, code)
);
