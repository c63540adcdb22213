CREATE TABLE personal_read (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    actor TEXT NOT NULL,
    since BIGINT NOT NULL,
    members BIGINT NOT NULL CHECK (members > 0),
    PRIMARY KEY (merchant_id, actor)
);
