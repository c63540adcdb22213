ALTER TABLE lot ADD COLUMN expired INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lot ADD COLUMN origin_entry_id INTEGER;
CREATE INDEX lot_origin ON lot (merchant_id, origin_entry_id) WHERE origin_entry_id IS NOT NULL;
UPDATE lot SET expired = gone.amount
FROM (
    SELECT m.merchant_id, m.lot_id, -sum(m.amount) AS amount FROM entry e
    JOIN lot_move m ON m.merchant_id = e.merchant_id AND m.entry_id = e.id
    WHERE e.type = 3 GROUP BY m.merchant_id, m.lot_id
) gone
WHERE lot.merchant_id = gone.merchant_id AND lot.id = gone.lot_id;
