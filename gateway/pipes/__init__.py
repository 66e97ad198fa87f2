"""Small wrappers around a source; their order stands in `pipe.py` and only there."""
