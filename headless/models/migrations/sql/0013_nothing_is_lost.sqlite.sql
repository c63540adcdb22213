PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (status BETWEEN 0 AND 2)', 'CHECK (status BETWEEN 0 AND 3)')
WHERE type = 'table' AND name = 'event';
PRAGMA writable_schema = RESET;

CREATE TABLE event_problem (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    cause_id INTEGER,
    noted_at INTEGER NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, event_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX event_problem_cause ON event_problem (merchant_id, cause_id) WHERE cause_id IS NOT NULL;

UPDATE event SET status = 3 WHERE status = 2 AND type = 'order.refunded';
INSERT INTO event_problem (merchant_id, member_id, event_id, cause_id, noted_at, problem)
SELECT merchant_id, member_id, id, NULL, recorded_at,
    '{"outcome":"REFUSED","code":"REASON_UNKNOWN","message":"the refund failed when its order came, before reasons were kept: send it again to see why","path":[]}'
FROM event WHERE status = 3;
DROP INDEX event_identity;
CREATE UNIQUE INDEX event_identity ON event (merchant_id, source, external_id) WHERE status < 2;
CREATE INDEX event_unsettled ON event (merchant_id, status, id) WHERE status <> 0;
