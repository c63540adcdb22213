ALTER TABLE schedule ADD COLUMN borders TEXT;
