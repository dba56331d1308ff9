"""Spark engine: it counts the rows of tables on a cluster."""
