CREATE TABLE green_points_deed (
    merchant_id BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    action TEXT NOT NULL,
    times INTEGER NOT NULL,
    place TEXT,
    done_on INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, member_id, event_id)
);
