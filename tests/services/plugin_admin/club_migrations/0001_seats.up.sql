CREATE TABLE club_seat (
    merchant_id BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    id TEXT NOT NULL,
    seat TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id)
);
