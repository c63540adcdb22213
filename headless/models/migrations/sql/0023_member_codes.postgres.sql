CREATE TABLE member_code (
    merchant_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    member_id BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, code),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX member_code_expiry ON member_code (merchant_id, expires_at);
CREATE INDEX member_code_member ON member_code (merchant_id, member_id);
