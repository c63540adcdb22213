CREATE TABLE plugin_version (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    id BIGINT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
);

CREATE TABLE plugin_health (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    plugin TEXT NOT NULL,
    part TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    slow INTEGER NOT NULL DEFAULT 0 CHECK (slow >= 0),
    since_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    error TEXT,
    paused_at BIGINT,
    PRIMARY KEY (merchant_id, plugin, part)
);

CREATE TABLE action_run (
    merchant_id BIGINT NOT NULL REFERENCES merchant (id),
    plugin TEXT NOT NULL,
    action TEXT NOT NULL,
    run_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    member_id BIGINT,
    result TEXT,
    leased_until BIGINT,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (merchant_id, plugin, action, run_key),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
);

-- The tables of plugins belong to no merchant, so the list of their migrations does not either.
CREATE TABLE plugin_migration (
    plugin TEXT NOT NULL,
    name TEXT NOT NULL,
    down TEXT,
    error TEXT,
    applied_at BIGINT,
    PRIMARY KEY (plugin, name)
);
