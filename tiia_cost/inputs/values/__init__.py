"""Values: parsers of texts, which return a number, a period or an account, or else a Problem."""
