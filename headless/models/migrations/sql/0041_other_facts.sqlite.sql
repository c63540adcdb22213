CREATE TABLE other_fact (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, event_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX other_fact_event ON other_fact (merchant_id, event_id);
