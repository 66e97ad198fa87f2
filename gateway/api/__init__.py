"""The published API (`interface.md` §1-3): questions in, profiles and problems out, over HTTP."""
