CREATE TABLE backtest (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    document TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),
    percent INTEGER NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
    gained INTEGER,
    lost INTEGER,
    unchanged INTEGER,
    results TEXT,
    error TEXT,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    beat_at INTEGER,
    done_at INTEGER,
    PRIMARY KEY (merchant_id, id)
) STRICT;
CREATE INDEX backtest_open ON backtest (merchant_id, id) WHERE status < 2;

CREATE TABLE backtest_member (
    merchant_id INTEGER NOT NULL,
    backtest_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    direction INTEGER NOT NULL CHECK (direction BETWEEN -1 AND 1),
    document TEXT NOT NULL,
    PRIMARY KEY (merchant_id, backtest_id, member_id),
    FOREIGN KEY (merchant_id, backtest_id) REFERENCES backtest (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX backtest_member_direction ON backtest_member (merchant_id, backtest_id, direction, member_id);
