CREATE TABLE halfway (id INTEGER);
UPDATE member SET name = 'X';
INSERT INTO nowhere VALUES (1);
