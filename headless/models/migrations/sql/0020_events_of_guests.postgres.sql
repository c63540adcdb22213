ALTER TABLE merchant ADD COLUMN claim_for INTEGER CHECK (claim_for > 0);
ALTER TABLE merchant ADD COLUMN claim_key TEXT;

CREATE TABLE guest (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    digest TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, digest)
);

CREATE TABLE guest_event (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    digest TEXT NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    subject TEXT,
    refers TEXT,
    occurred_at BIGINT NOT NULL,
    sent_at BIGINT,
    received_at BIGINT NOT NULL,
    actor TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id)
);
CREATE UNIQUE INDEX guest_event_identity ON guest_event (merchant_id, source, external_id);
CREATE UNIQUE INDEX guest_event_subject ON guest_event (merchant_id, type, subject) WHERE subject IS NOT NULL;
CREATE INDEX guest_event_digest ON guest_event (merchant_id, digest);
CREATE INDEX guest_event_received ON guest_event (merchant_id, received_at);
