DROP TABLE green_points_deed;
