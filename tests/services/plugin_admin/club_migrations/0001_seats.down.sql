DROP TABLE club_seat;
