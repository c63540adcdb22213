CREATE TABLE shared_budget (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    name TEXT NOT NULL,
    period INTEGER NOT NULL CHECK (period BETWEEN 1 AND 4),
    starts_on INTEGER NOT NULL,
    taken INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (merchant_id, name, period, starts_on)
) STRICT;
