"""The admin API of the mock sources, under /__admin: one table of operations makes routes and OpenAPI."""
