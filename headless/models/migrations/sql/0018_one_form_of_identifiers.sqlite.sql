ALTER TABLE merchant ADD COLUMN country TEXT;
ALTER TABLE member ADD COLUMN phone_key TEXT;
UPDATE member SET phone_key = phone;
DROP INDEX member_phone;
CREATE UNIQUE INDEX member_phone ON member (merchant_id, phone_key) WHERE phone_key IS NOT NULL;
