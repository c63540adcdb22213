ALTER TABLE hold ADD COLUMN checkout INTEGER NOT NULL DEFAULT 0 CHECK (checkout IN (0, 1));
ALTER TABLE coupon ADD COLUMN held_until INTEGER;
CREATE INDEX coupon_held ON coupon (merchant_id, member_id, order_ref) WHERE status = 1;
