"""How many questions may come in: per employee, inrichting and afnemer a minute."""
