"""The mock sources: SOAP and REST answers written from one life per test person. Never in production."""
