"""Workbooks: a sheet becomes records like those of a CSV, read in a process of its own."""
