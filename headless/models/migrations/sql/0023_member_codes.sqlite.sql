CREATE TABLE member_code (
    merchant_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, code),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX member_code_expiry ON member_code (merchant_id, expires_at);
CREATE INDEX member_code_member ON member_code (merchant_id, member_id);
