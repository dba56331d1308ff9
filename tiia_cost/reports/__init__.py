"""Core nouns become text: what a command says (bills, price_lists), and how (one file per format)."""
