"""Values: a text becomes a number, a period or an account, or the Problem with it."""
