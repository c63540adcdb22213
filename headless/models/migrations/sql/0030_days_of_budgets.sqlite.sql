CREATE INDEX budget_spent_days ON budget_spent (merchant_id, starts_on) WHERE member_id <> 0 AND period = 1;
