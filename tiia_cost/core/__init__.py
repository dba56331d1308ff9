"""The pricing itself: values in, values out; no files, clock, environment or printing."""
