CREATE TABLE plugin_version (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    code TEXT NOT NULL,
    document TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (merchant_id, id, version),
    UNIQUE (merchant_id, code, version)
) STRICT;

CREATE TABLE plugin_health (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    plugin TEXT NOT NULL,
    part TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    slow INTEGER NOT NULL DEFAULT 0 CHECK (slow >= 0),
    since_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    error TEXT,
    paused_at INTEGER,
    PRIMARY KEY (merchant_id, plugin, part)
) STRICT;

CREATE TABLE action_run (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    plugin TEXT NOT NULL,
    action TEXT NOT NULL,
    run_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    member_id INTEGER,
    result TEXT,
    leased_until INTEGER,
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (merchant_id, plugin, action, run_key),
    FOREIGN KEY (merchant_id, member_id) REFERENCES member (merchant_id, id)
) STRICT;

-- The tables of plugins belong to no merchant, so the list of their migrations does not either.
CREATE TABLE plugin_migration (
    plugin TEXT NOT NULL,
    name TEXT NOT NULL,
    down TEXT,
    error TEXT,
    applied_at INTEGER,
    PRIMARY KEY (plugin, name)
) STRICT;
