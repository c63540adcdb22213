CREATE TABLE bulk_job (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    kind_id BIGINT NOT NULL,
    document TEXT NOT NULL,
    after_id BIGINT NOT NULL DEFAULT 0,
    status SMALLINT NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 4),
    total BIGINT,
    done BIGINT NOT NULL DEFAULT 0 CHECK (done >= 0),
    skipped BIGINT NOT NULL DEFAULT 0 CHECK (skipped >= 0),
    error TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, idempotency_key)
);
CREATE INDEX bulk_job_open ON bulk_job (merchant_id, id) WHERE status < 2;
