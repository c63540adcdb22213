CREATE TABLE member_identity (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    system TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, system, value),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX member_identity_value ON member_identity (merchant_id, system, value);
