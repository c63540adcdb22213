CREATE TABLE merchant (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    decimals SMALLINT NOT NULL CHECK (decimals >= 0),
    time_zone TEXT NOT NULL,
    sandbox BOOLEAN NOT NULL DEFAULT FALSE,
    clock_at BIGINT,
    config_version INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL
);

CREATE TABLE member (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    number TEXT,
    external_id TEXT,
    phone TEXT,
    email TEXT,
    name TEXT,
    birthday_on INTEGER,
    gender TEXT,
    source TEXT,
    joined_at BIGINT NOT NULL,
    joined_on INTEGER NOT NULL,
    status SMALLINT NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),
    attributes JSONB NOT NULL DEFAULT '{}',
    clock_at BIGINT NOT NULL,
    due_at BIGINT,
    merged_into BIGINT,
    salt TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, id)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX member_number ON member (merchant_id, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX member_external_id ON member (merchant_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX member_phone ON member (merchant_id, phone) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX member_email ON member (merchant_id, email) WHERE email IS NOT NULL;
CREATE INDEX member_due ON member (merchant_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX member_name_search ON member (merchant_id, lower(name) text_pattern_ops);
CREATE INDEX member_phone_search ON member (merchant_id, phone text_pattern_ops);

CREATE TABLE event (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    member_id BIGINT NOT NULL,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    occurred_on INTEGER NOT NULL,
    status SMALLINT NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2),
    content_hash TEXT NOT NULL,
    subject TEXT,
    refers TEXT,
    type_version INTEGER NOT NULL DEFAULT 1,
    data TEXT NOT NULL,
    root_id BIGINT,
    depth SMALLINT NOT NULL DEFAULT 0 CHECK (depth >= 0),
    actor TEXT,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE UNIQUE INDEX event_identity ON event (merchant_id, source, external_id) WHERE status <> 2;
CREATE INDEX event_subject ON event (merchant_id, type, subject) WHERE subject IS NOT NULL;
CREATE INDEX event_refers ON event (merchant_id, type, refers) WHERE refers IS NOT NULL;
CREATE INDEX event_root ON event (merchant_id, root_id) WHERE root_id IS NOT NULL;
CREATE INDEX event_member ON event (merchant_id, member_id, recorded_at, id);
CREATE INDEX event_type ON event (merchant_id, type, occurred_at);

CREATE TABLE event_personal (
    merchant_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (merchant_id, event_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX event_personal_member ON event_personal (merchant_id, member_id);

CREATE TABLE decision (
    merchant_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (merchant_id, event_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX decision_member ON decision (merchant_id, member_id, event_id);

CREATE TABLE account (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    balance BIGINT NOT NULL DEFAULT 0,
    debt BIGINT NOT NULL DEFAULT 0 CHECK (debt >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    pending BIGINT NOT NULL DEFAULT 0 CHECK (pending >= 0),
    earned BIGINT NOT NULL DEFAULT 0,
    spent BIGINT NOT NULL DEFAULT 0,
    expired BIGINT NOT NULL DEFAULT 0 CHECK (expired >= 0),
    version INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0),
    due_at BIGINT,
    PRIMARY KEY (merchant_id, member_id, kind_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) WITH (fillfactor = 70);

CREATE TABLE entry (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    id BIGINT NOT NULL,
    type SMALLINT NOT NULL CHECK (type BETWEEN 0 AND 5),
    amount BIGINT NOT NULL,
    balance_after BIGINT NOT NULL,
    contra TEXT NOT NULL,
    funding TEXT,
    event_id BIGINT NOT NULL,
    rule_id BIGINT,
    rule_version INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    expires_at BIGINT,
    reverses BIGINT,
    terms TEXT,
    PRIMARY KEY (merchant_id, member_id, kind_id, version),
    UNIQUE (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX entry_event ON entry (merchant_id, event_id);
CREATE INDEX entry_reverses ON entry (merchant_id, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE lot (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    funding TEXT NOT NULL,
    granted BIGINT NOT NULL,
    remaining BIGINT NOT NULL,
    held BIGINT NOT NULL DEFAULT 0,
    starts_at BIGINT NOT NULL,
    expires_at BIGINT,
    earned_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CHECK (0 <= held AND held <= remaining AND remaining <= granted),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX lot_left ON lot (merchant_id, member_id, kind_id) WHERE remaining > 0;
CREATE INDEX lot_entry ON lot (merchant_id, entry_id);

CREATE TABLE lot_move (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    entry_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, entry_id, lot_id)
);
CREATE INDEX lot_move_lot ON lot_move (merchant_id, lot_id);

CREATE TABLE hold (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    captured BIGINT NOT NULL DEFAULT 0 CHECK (captured >= 0),
    released BIGINT NOT NULL DEFAULT 0 CHECK (released >= 0),
    status SMALLINT NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2),
    order_ref TEXT,
    reason TEXT NOT NULL DEFAULT '',
    event_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CHECK (captured + released <= amount),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX hold_open ON hold (merchant_id, member_id) WHERE status = 0;
CREATE INDEX hold_order ON hold (merchant_id, order_ref) WHERE order_ref IS NOT NULL;

CREATE TABLE hold_lot (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    hold_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (merchant_id, hold_id, lot_id)
);

CREATE TABLE daily_total (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    day INTEGER NOT NULL,
    count BIGINT NOT NULL DEFAULT 0,
    amount BIGINT NOT NULL DEFAULT 0,
    less BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, member_id, key, day),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) WITH (fillfactor = 85);

CREATE TABLE stored_metric (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    metric TEXT NOT NULL,
    number BIGINT,
    scale SMALLINT NOT NULL DEFAULT 0,
    text TEXT,
    computed_at BIGINT NOT NULL,
    due_at BIGINT,
    PRIMARY KEY (merchant_id, member_id, metric),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);

CREATE TABLE asset_kind (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
);

CREATE TABLE tier_track (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
);

CREATE TABLE tag (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
);

CREATE TABLE rule_instance (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
);

CREATE TABLE tier (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    track_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    rank INTEGER NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, track_id, code)
);

CREATE TABLE standing (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    track_id BIGINT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 0),
    id BIGINT NOT NULL,
    tier_id BIGINT,
    since_at BIGINT NOT NULL,
    until_at BIGINT,
    grace_until_at BIGINT,
    code TEXT NOT NULL,
    params TEXT NOT NULL DEFAULT '{}',
    clause TEXT,
    event_id BIGINT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, track_id, seq),
    UNIQUE (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);

CREATE TABLE member_tier (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    track_id BIGINT NOT NULL,
    standing_id BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    tier_id BIGINT,
    rank INTEGER,
    since_at BIGINT NOT NULL,
    until_at BIGINT,
    grace_until_at BIGINT,
    PRIMARY KEY (merchant_id, member_id, track_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX member_tier_tier ON member_tier (merchant_id, track_id, tier_id, member_id);

CREATE TABLE member_tag (
    merchant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    tag_id BIGINT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    origin SMALLINT NOT NULL CHECK (origin BETWEEN 0 AND 2),
    since_at BIGINT NOT NULL,
    expires_at BIGINT,
    removed_at BIGINT,
    removed_by_hand BOOLEAN NOT NULL DEFAULT FALSE,
    event_id BIGINT,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE UNIQUE INDEX member_tag_current ON member_tag (merchant_id, member_id, tag_id) WHERE removed_at IS NULL;
CREATE INDEX member_tag_tag ON member_tag (merchant_id, tag_id, member_id) WHERE removed_at IS NULL;

CREATE TABLE rule_state (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    scope TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, scope),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);

CREATE TABLE mark (
    merchant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    rule_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    event_id BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, rule_id, key),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);

CREATE TABLE rule_retry (
    merchant_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    rule_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    due_at BIGINT NOT NULL,
    state SMALLINT NOT NULL DEFAULT 0,
    document TEXT NOT NULL,
    PRIMARY KEY (merchant_id, event_id, rule_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);
CREATE INDEX rule_retry_due ON rule_retry (merchant_id, due_at);

CREATE TABLE token (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    last_four TEXT NOT NULL,
    scopes TEXT NOT NULL,
    sources TEXT,
    partner_id BIGINT,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, hash)
);

CREATE TABLE outbox (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    topic TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    leased_until BIGINT,
    delivered_at BIGINT,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    PRIMARY KEY (merchant_id, id)
);
CREATE INDEX outbox_waiting ON outbox (merchant_id, id) WHERE delivered_at IS NULL;

CREATE TABLE sweep (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    document TEXT NOT NULL,
    after_id BIGINT NOT NULL DEFAULT 0,
    status SMALLINT NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2),
    created_at BIGINT NOT NULL,
    leased_until BIGINT,
    PRIMARY KEY (merchant_id, id)
);
CREATE INDEX sweep_open ON sweep (merchant_id, id) WHERE status = 0;

CREATE TABLE tracked_key (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    key TEXT NOT NULL,
    since_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, key)
);
