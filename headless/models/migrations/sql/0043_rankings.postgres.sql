CREATE TABLE ranking_place (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    ranking TEXT NOT NULL,
    period INTEGER NOT NULL,
    minus BIGINT NOT NULL CHECK (minus < 0),
    minus_nano INTEGER NOT NULL CHECK (minus_nano BETWEEN 0 AND 999999999),
    since_at BIGINT NOT NULL,
    joined_on INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, member_id, ranking, period),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);

CREATE INDEX ranking_place_order
ON ranking_place (merchant_id, ranking, period, minus, minus_nano, since_at, joined_on, member_id);
