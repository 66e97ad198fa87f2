"""Own people of integration testers: check lives, write a new one, take over other simulators' answers."""
