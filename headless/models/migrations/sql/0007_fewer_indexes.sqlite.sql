DROP INDEX event_type;
DROP INDEX decision_member;
DROP INDEX lot_entry;
DROP INDEX lot_move_lot;
