"""Tables: bytes become records, and headings become columns."""
