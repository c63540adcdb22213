ALTER TABLE member ADD COLUMN number_folded TEXT;
ALTER TABLE member ADD COLUMN external_id_folded TEXT;
ALTER TABLE member ADD COLUMN name_folded TEXT;
ALTER TABLE member ADD COLUMN email_folded TEXT;
