CREATE TABLE guest_claim (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    claimed_by INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, claimed_by, event_id)
) STRICT;
