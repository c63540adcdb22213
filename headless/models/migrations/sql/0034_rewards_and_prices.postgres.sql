ALTER TABLE benefit_use ADD COLUMN share TEXT;
ALTER TABLE benefit_use ADD COLUMN entry_id BIGINT;
ALTER TABLE benefit_use ADD COLUMN fulfilment SMALLINT CHECK (fulfilment BETWEEN 0 AND 2);
ALTER TABLE benefit_use ADD COLUMN fulfilled_at BIGINT;
ALTER TABLE benefit_use ADD COLUMN reference TEXT;
ALTER TABLE benefit_use ADD COLUMN reversed_event_id BIGINT;
CREATE INDEX benefit_use_reversed ON benefit_use (merchant_id, reversed_event_id) WHERE reversed_event_id IS NOT NULL;
ALTER TABLE stock ADD COLUMN aside BIGINT NOT NULL DEFAULT 0 CHECK (aside >= 0);
CREATE TABLE benefit_seen (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    benefit_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, benefit_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
INSERT INTO benefit_seen (merchant_id, member_id, benefit_id, seen_at)
SELECT merchant_id, member_id, benefit_id, max(used_at) FROM benefit_use GROUP BY merchant_id, member_id, benefit_id;
