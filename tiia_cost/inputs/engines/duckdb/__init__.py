"""DuckDB counts the rows of large tables, and reads Parquet."""
