CREATE TABLE trouble_note (
    merchant_id BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id)
);
INSERT INTO trouble_note (merchant_id, member_id, note) VALUES (1, 'mem_1', 'left behind');
