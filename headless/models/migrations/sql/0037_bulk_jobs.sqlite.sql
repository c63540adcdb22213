CREATE TABLE bulk_job (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    kind_id INTEGER NOT NULL,
    document TEXT NOT NULL,
    after_id INTEGER NOT NULL DEFAULT 0,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 4),
    total INTEGER,
    done INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0),
    skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0),
    error TEXT,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, idempotency_key)
) STRICT;
CREATE INDEX bulk_job_open ON bulk_job (merchant_id, id) WHERE status < 2;
