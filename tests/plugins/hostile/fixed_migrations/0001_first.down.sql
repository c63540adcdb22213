DROP TABLE trouble_note;
