"""Threads that read answers are replaced, since libxml2 keeps every name a thread ever read."""

import threading

from gateway.extract.threads import Threads


async def test_a_thread_ends_after_so_many_answers() -> None:
    """Of six pieces of work with room for two, three threads each do two, and the earlier ones end."""
    threads = Threads("proef", workers=1, lasts=2)
    done = [await threads.run(threading.current_thread) for _ in range(6)]
    assert [thread is done[0] for thread in done] == [True, True, False, False, False, False]
    assert len(set(done)) == 3
    for thread in done[:4]:
        thread.join(5)
        assert not thread.is_alive()
