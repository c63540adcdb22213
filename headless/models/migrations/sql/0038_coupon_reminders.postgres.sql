ALTER TABLE coupon ADD COLUMN reminded_of BIGINT;
CREATE INDEX coupon_ending ON coupon (merchant_id, kind_id, expires_at)
    WHERE status < 2 AND member_id IS NOT NULL AND (reminded_of IS NULL OR reminded_of <> expires_at);
