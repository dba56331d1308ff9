"""Tables: bytes become records, and headings columns."""
