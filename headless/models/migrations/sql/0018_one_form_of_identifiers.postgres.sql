ALTER TABLE merchant ADD COLUMN country TEXT;
ALTER TABLE member ADD COLUMN phone_key TEXT;
UPDATE member SET phone_key = phone WHERE phone IS NOT NULL;
DROP INDEX member_phone;
CREATE UNIQUE INDEX member_phone ON member (merchant_id, phone_key) WHERE phone_key IS NOT NULL;
DROP INDEX IF EXISTS member_phone_search;
CREATE INDEX member_phone_search ON member (merchant_id, phone_key text_pattern_ops);
