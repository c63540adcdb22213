CREATE INDEX benefit_use_requested ON benefit_use (merchant_id, id) WHERE fulfilment = 0 AND reversed_at IS NULL;
