"""Scenarios: one TOML file with a person, faults, a clock, steps and what must come of them."""
