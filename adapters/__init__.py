"""One folder per source. The gateway finds them by folder, never by name."""
