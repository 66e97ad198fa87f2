"""Reading answers: bytes and a plan in, facts out. Nothing outside the plan is touched."""
