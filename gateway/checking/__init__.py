"""`gateway sources check`: one question about a test person to each source, and a verdict on every layer.

The question goes out and the answer comes in by the gateway's own messengers, link, reader and verifier, so
that what is judged here is what a profile would be made from.

A source that is `echt` is reached but not asked: only its connection and certificates are looked at. Every
look-up at a real source needs a purpose and leaves a record; a check has neither, and a handshake carries no
person. To check a real source's messages, run the check against its test environment (`--url`).
"""
