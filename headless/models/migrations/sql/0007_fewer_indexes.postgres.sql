DROP INDEX event_type;
DROP INDEX decision_member;
DROP INDEX lot_entry;
DROP INDEX lot_move_lot;
ALTER TABLE lot_move DROP CONSTRAINT lot_move_merchant_id_fkey;
ALTER TABLE hold_lot DROP CONSTRAINT hold_lot_merchant_id_fkey;
