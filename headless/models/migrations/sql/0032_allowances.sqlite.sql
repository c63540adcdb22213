ALTER TABLE token ADD COLUMN rate_limits TEXT;
ALTER TABLE merchant ADD COLUMN rate_limit TEXT;
CREATE TABLE allowance (
    merchant_id INTEGER NOT NULL,
    bearer TEXT NOT NULL,
    spent_until INTEGER NOT NULL,
    day INTEGER NOT NULL,
    day_spent INTEGER NOT NULL CHECK (day_spent >= 0),
    PRIMARY KEY (merchant_id, bearer)
) STRICT;
