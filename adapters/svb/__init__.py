"""SVB: manifest and mapping for the gateway, answers for the mock sources."""
