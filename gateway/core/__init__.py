"""The pure heart: names, plans, merging and the egress check. No I/O, no clock, no framework."""
