ALTER TABLE guest_event ADD COLUMN key_mark TEXT;
UPDATE guest_event SET key_mark = (SELECT claim_key FROM merchant WHERE merchant.id = guest_event.merchant_id);
