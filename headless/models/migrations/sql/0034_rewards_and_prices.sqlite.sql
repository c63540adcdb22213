ALTER TABLE benefit_use ADD COLUMN share TEXT;
ALTER TABLE benefit_use ADD COLUMN entry_id INTEGER;
ALTER TABLE benefit_use ADD COLUMN fulfilment INTEGER CHECK (fulfilment BETWEEN 0 AND 2);
ALTER TABLE benefit_use ADD COLUMN fulfilled_at INTEGER;
ALTER TABLE benefit_use ADD COLUMN reference TEXT;
ALTER TABLE benefit_use ADD COLUMN reversed_event_id INTEGER;
CREATE INDEX benefit_use_reversed ON benefit_use (merchant_id, reversed_event_id) WHERE reversed_event_id IS NOT NULL;
ALTER TABLE stock ADD COLUMN aside INTEGER NOT NULL DEFAULT 0 CHECK (aside >= 0);
CREATE TABLE benefit_seen (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    benefit_id INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, member_id, benefit_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
INSERT INTO benefit_seen (merchant_id, member_id, benefit_id, seen_at)
SELECT merchant_id, member_id, benefit_id, max(used_at) FROM benefit_use GROUP BY merchant_id, member_id, benefit_id;
