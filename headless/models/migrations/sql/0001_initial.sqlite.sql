CREATE TABLE merchant (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    decimals INTEGER NOT NULL CHECK (decimals >= 0),
    time_zone TEXT NOT NULL,
    sandbox INTEGER NOT NULL DEFAULT 0 CHECK (sandbox IN (0, 1)),
    clock_at INTEGER,
    config_version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
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
    salt TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, id)
) STRICT;
CREATE UNIQUE INDEX member_number ON member (merchant_id, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX member_external_id ON member (merchant_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX member_phone ON member (merchant_id, phone) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX member_email ON member (merchant_id, email) WHERE email IS NOT NULL;
CREATE INDEX member_due ON member (merchant_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX member_name_search ON member (merchant_id, lower(name));

CREATE TABLE event (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    occurred_on INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2),
    content_hash TEXT NOT NULL,
    subject TEXT,
    refers TEXT,
    type_version INTEGER NOT NULL DEFAULT 1,
    data TEXT NOT NULL,
    root_id INTEGER,
    depth INTEGER NOT NULL DEFAULT 0 CHECK (depth >= 0),
    actor TEXT,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE UNIQUE INDEX event_identity ON event (merchant_id, source, external_id) WHERE status <> 2;
CREATE INDEX event_subject ON event (merchant_id, type, subject) WHERE subject IS NOT NULL;
CREATE INDEX event_refers ON event (merchant_id, type, refers) WHERE refers IS NOT NULL;
CREATE INDEX event_root ON event (merchant_id, root_id) WHERE root_id IS NOT NULL;
CREATE INDEX event_member ON event (merchant_id, member_id, recorded_at, id);
CREATE INDEX event_type ON event (merchant_id, type, occurred_at);

CREATE TABLE event_personal (
    merchant_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (merchant_id, event_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX event_personal_member ON event_personal (merchant_id, member_id);

CREATE TABLE decision (
    merchant_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (merchant_id, event_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX decision_member ON decision (merchant_id, member_id, event_id);

CREATE TABLE account (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    balance INTEGER NOT NULL DEFAULT 0,
    debt INTEGER NOT NULL DEFAULT 0 CHECK (debt >= 0),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    pending INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
    earned INTEGER NOT NULL DEFAULT 0,
    spent INTEGER NOT NULL DEFAULT 0,
    expired INTEGER NOT NULL DEFAULT 0 CHECK (expired >= 0),
    version INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0),
    due_at INTEGER,
    PRIMARY KEY (merchant_id, member_id, kind_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    id INTEGER NOT NULL,
    type INTEGER NOT NULL CHECK (type BETWEEN 0 AND 5),
    amount INTEGER NOT NULL,
    balance_after INTEGER NOT NULL,
    contra TEXT NOT NULL,
    funding TEXT,
    event_id INTEGER NOT NULL,
    rule_id INTEGER,
    rule_version INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    expires_at INTEGER,
    reverses INTEGER,
    terms TEXT,
    PRIMARY KEY (merchant_id, member_id, kind_id, version),
    UNIQUE (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX entry_event ON entry (merchant_id, event_id);
CREATE INDEX entry_reverses ON entry (merchant_id, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE lot (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    funding TEXT NOT NULL,
    granted INTEGER NOT NULL,
    remaining INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0,
    starts_at INTEGER NOT NULL,
    expires_at INTEGER,
    earned_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CHECK (0 <= held AND held <= remaining AND remaining <= granted),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX lot_left ON lot (merchant_id, member_id, kind_id) WHERE remaining > 0;
CREATE INDEX lot_entry ON lot (merchant_id, entry_id);

CREATE TABLE lot_move (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    entry_id INTEGER NOT NULL,
    lot_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, entry_id, lot_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lot_move_lot ON lot_move (merchant_id, lot_id);

CREATE TABLE hold (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    captured INTEGER NOT NULL DEFAULT 0 CHECK (captured >= 0),
    released INTEGER NOT NULL DEFAULT 0 CHECK (released >= 0),
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2),
    order_ref TEXT,
    reason TEXT NOT NULL DEFAULT '',
    event_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CHECK (captured + released <= amount),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX hold_open ON hold (merchant_id, member_id) WHERE status = 0;
CREATE INDEX hold_order ON hold (merchant_id, order_ref) WHERE order_ref IS NOT NULL;

CREATE TABLE hold_lot (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    hold_id INTEGER NOT NULL,
    lot_id INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (merchant_id, hold_id, lot_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_total (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    day INTEGER NOT NULL,
    count INTEGER NOT NULL DEFAULT 0,
    amount INTEGER NOT NULL DEFAULT 0,
    less INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, member_id, key, day),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE stored_metric (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    metric TEXT NOT NULL,
    number INTEGER,
    scale INTEGER NOT NULL DEFAULT 0,
    text TEXT,
    computed_at INTEGER NOT NULL,
    due_at INTEGER,
    PRIMARY KEY (merchant_id, member_id, metric),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE asset_kind (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
) STRICT;

CREATE TABLE tier_track (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
) STRICT;

CREATE TABLE tag (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
) STRICT;

CREATE TABLE rule_instance (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
) STRICT;

CREATE TABLE tier (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    track_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    rank INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, track_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    track_id INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 0),
    id INTEGER NOT NULL,
    tier_id INTEGER,
    since_at INTEGER NOT NULL,
    until_at INTEGER,
    grace_until_at INTEGER,
    code TEXT NOT NULL,
    params TEXT NOT NULL DEFAULT '{}',
    clause TEXT,
    event_id INTEGER,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, member_id, track_id, seq),
    UNIQUE (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;

CREATE TABLE member_tier (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    track_id INTEGER NOT NULL,
    standing_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    tier_id INTEGER,
    rank INTEGER,
    since_at INTEGER NOT NULL,
    until_at INTEGER,
    grace_until_at INTEGER,
    PRIMARY KEY (merchant_id, member_id, track_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_tier_tier ON member_tier (merchant_id, track_id, tier_id, member_id);

CREATE TABLE member_tag (
    merchant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    origin INTEGER NOT NULL CHECK (origin BETWEEN 0 AND 2),
    since_at INTEGER NOT NULL,
    expires_at INTEGER,
    removed_at INTEGER,
    removed_by_hand INTEGER NOT NULL DEFAULT 0 CHECK (removed_by_hand IN (0, 1)),
    event_id INTEGER,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE UNIQUE INDEX member_tag_current ON member_tag (merchant_id, member_id, tag_id) WHERE removed_at IS NULL;
CREATE INDEX member_tag_tag ON member_tag (merchant_id, tag_id, member_id) WHERE removed_at IS NULL;

CREATE TABLE rule_state (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    scope TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (merchant_id, member_id, scope),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark (
    merchant_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    rule_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, member_id, rule_id, key),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_retry (
    merchant_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    rule_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    due_at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL,
    PRIMARY KEY (merchant_id, event_id, rule_id),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;
CREATE INDEX rule_retry_due ON rule_retry (merchant_id, due_at);

CREATE TABLE token (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    last_four TEXT NOT NULL,
    scopes TEXT NOT NULL,
    sources TEXT,
    partner_id INTEGER,
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, hash)
) STRICT;

CREATE TABLE outbox (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    leased_until INTEGER,
    delivered_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    PRIMARY KEY (merchant_id, id)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (merchant_id, id) WHERE delivered_at IS NULL;

CREATE TABLE sweep (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    document TEXT NOT NULL,
    after_id INTEGER NOT NULL DEFAULT 0,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2),
    created_at INTEGER NOT NULL,
    leased_until INTEGER,
    PRIMARY KEY (merchant_id, id)
) STRICT;
CREATE INDEX sweep_open ON sweep (merchant_id, id) WHERE status = 0;

CREATE TABLE tracked_key (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    key TEXT NOT NULL,
    since_at INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, key)
) STRICT;
