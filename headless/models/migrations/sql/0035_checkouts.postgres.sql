ALTER TABLE hold ADD COLUMN checkout BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE coupon ADD COLUMN held_until BIGINT;
CREATE INDEX coupon_held ON coupon (merchant_id, member_id, order_ref) WHERE status = 1;
