ALTER TABLE token ADD COLUMN event_types TEXT;
ALTER TABLE token ADD COLUMN made_by INTEGER;
ALTER TABLE token ADD COLUMN successor_id INTEGER;
CREATE INDEX token_made_by ON token (merchant_id, made_by) WHERE made_by IS NOT NULL;
UPDATE token SET scopes = replace(scopes, '"tokens:manage"', '"tokens:admin", "tokens:manage"')
WHERE scopes LIKE '%"tokens:manage"%' AND scopes LIKE '%"config:manage"%' AND scopes LIKE '%"plugins:manage"%'
AND scopes LIKE '%"rules:manage"%' AND scopes LIKE '%"members:pii"%' AND scopes LIKE '%"assets:write"%';
