"""The steps that make the schema of the store, in order."""
