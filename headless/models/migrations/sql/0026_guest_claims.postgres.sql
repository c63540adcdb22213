CREATE TABLE guest_claim (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    claimed_by BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, claimed_by, event_id)
);
