"""Python counts the rows of any table, one by one."""
