"""Charts of cost curves and of balances."""
