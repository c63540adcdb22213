CREATE TABLE shared_budget (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    name TEXT NOT NULL,
    period SMALLINT NOT NULL CHECK (period BETWEEN 1 AND 4),
    starts_on INTEGER NOT NULL,
    taken BIGINT NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (merchant_id, name, period, starts_on)
);
