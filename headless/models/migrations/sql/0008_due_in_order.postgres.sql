DROP INDEX member_due;
CREATE INDEX member_due ON member (merchant_id, due_at, id) WHERE due_at IS NOT NULL;
