"""Settings: price files, budgets and balances, from YAML and options."""
