"""The gateway: one question about one person, one labour-market profile."""
