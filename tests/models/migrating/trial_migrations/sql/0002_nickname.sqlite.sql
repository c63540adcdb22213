CREATE TABLE member_anew (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    number TEXT,
    external_id TEXT,
    phone TEXT,
    email TEXT,
    name TEXT,
    birthday_on INTEGER,
    gender TEXT,
    source TEXT,
    joined_at INTEGER NOT NULL,
    joined_on INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),
    attributes TEXT NOT NULL DEFAULT '{}',
    clock_at INTEGER NOT NULL,
    due_at INTEGER,
    merged_into INTEGER,
    created_at INTEGER NOT NULL,
    phone_key TEXT,
    nickname TEXT CHECK (length(nickname) < 20),
    PRIMARY KEY (merchant_id, id)
) STRICT;
INSERT INTO member_anew (
    merchant_id, id, number, external_id, phone, email, name, birthday_on, gender, source, joined_at,
    joined_on, status, attributes, clock_at, due_at, merged_into, created_at, phone_key
) SELECT
    merchant_id, id, number, external_id, phone, email, name, birthday_on, gender, source, joined_at,
    joined_on, status, attributes, clock_at, due_at, merged_into, created_at, phone_key
FROM member;
DROP TABLE member;
ALTER TABLE member_anew RENAME TO member;
CREATE UNIQUE INDEX member_number ON member (merchant_id, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX member_external_id ON member (merchant_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX member_phone ON member (merchant_id, phone_key) WHERE phone_key IS NOT NULL;
CREATE UNIQUE INDEX member_email ON member (merchant_id, email) WHERE email IS NOT NULL;
CREATE INDEX member_due ON member (merchant_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX member_name_search ON member (merchant_id, lower(name));
CREATE INDEX member_merged ON member (merchant_id, merged_into) WHERE merged_into IS NOT NULL;
