CREATE TABLE rule_use (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    rule_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_on INTEGER NOT NULL,
    used INTEGER NOT NULL CHECK (used >= 0),
    PRIMARY KEY (merchant_id, rule_id, what, period, starts_on)
) STRICT;
