ALTER TABLE trouble_note ADD COLUMN mood TEXT;
