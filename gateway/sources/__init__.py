"""Messengers: a question in, bytes out. No source is read here."""
