"""Engines: the records of tables become counts."""
