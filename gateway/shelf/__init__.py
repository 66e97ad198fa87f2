"""Where bytes lie that may be lost at any moment: in this process, or in a Redis that several share."""
