CREATE TABLE member_identity (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    system TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, system, value),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE UNIQUE INDEX member_identity_value ON member_identity (merchant_id, system, value);
