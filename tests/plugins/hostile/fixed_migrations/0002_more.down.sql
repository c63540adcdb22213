ALTER TABLE trouble_note DROP COLUMN mood;
