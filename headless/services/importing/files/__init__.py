"""Reading CSV files: records, columns, cells, rejects."""
