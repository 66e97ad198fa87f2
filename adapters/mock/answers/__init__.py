"""Check any SOAP or JSON message against the contracts, whoever wrote it."""
