ALTER TABLE member ADD COLUMN nickname TEXT CHECK (length(nickname) < 20);
