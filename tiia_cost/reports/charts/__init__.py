"""Charts: what a picture shows of tiers and of balances."""
