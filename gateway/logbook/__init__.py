"""The logbook: no look-up without a durable record, and no record that can be changed unseen."""
