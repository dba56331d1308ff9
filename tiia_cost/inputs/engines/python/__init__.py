"""Python engine: it counts the rows of any table, one by one."""
