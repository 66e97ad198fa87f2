"""What a mock source can do wrong: one small module per family, all of them in the table `kinds.KINDS`."""
