"""Spark counts the rows of tables on a cluster."""
