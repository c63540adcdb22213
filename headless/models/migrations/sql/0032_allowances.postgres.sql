ALTER TABLE token ADD COLUMN rate_limits TEXT;
ALTER TABLE merchant ADD COLUMN rate_limit TEXT;
CREATE UNLOGGED TABLE allowance (
    merchant_id BIGINT NOT NULL,
    bearer TEXT NOT NULL,
    spent_until BIGINT NOT NULL,
    day INTEGER NOT NULL,
    day_spent BIGINT NOT NULL CHECK (day_spent >= 0),
    PRIMARY KEY (merchant_id, bearer)
);
