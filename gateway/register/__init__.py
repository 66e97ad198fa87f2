"""The contracts, loaded whole or not at all."""
