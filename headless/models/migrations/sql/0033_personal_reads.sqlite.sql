CREATE TABLE personal_read (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    actor TEXT NOT NULL,
    since INTEGER NOT NULL,
    members INTEGER NOT NULL CHECK (members > 0),
    PRIMARY KEY (merchant_id, actor)
) STRICT;
