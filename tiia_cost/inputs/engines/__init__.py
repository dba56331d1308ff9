"""Engines: they turn the records of tables into counts."""
