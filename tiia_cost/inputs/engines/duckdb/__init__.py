"""DuckDB engine: it counts the rows of large tables, and reads Parquet."""
