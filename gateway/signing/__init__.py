"""Signed messages: Digikoppeling WUS 2W-be-S (`docs/besluiten/0005-ondertekenen.md`)."""
