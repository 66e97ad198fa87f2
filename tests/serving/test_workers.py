"""Several processes on one port: prepared once, replaced when one dies, one log."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from gateway.logbook.verify import verify
from tests.fakes.processes import (
    BRONNEN,
    ROOT,
    MockSources,
    Served,
    environment,
    mock_sources,
    served_gateway,
    until,
)

NO_SOURCES = MockSources("http://127.0.0.1:9", None)  # type: ignore[arg-type]  # nobody is asked


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("gateway")
    with mock_sources() as sources, served_gateway(folder, sources, "--workers", "2") as running:
        yield running


def workers(served: Served) -> set[int]:
    """Give the processes that serve."""
    assert served.process is not None
    mother = served.process.pid
    children = Path(f"/proc/{mother}/task/{mother}/children").read_text("ascii").split()
    return {pid for pid in map(int, children) if b"spawn_main" in _command(pid)}


def _command(pid: int) -> bytes:
    """Give the command line of a process; nothing once it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def writers(served: Served) -> int:
    """Count the chains in the log: each process that recorded anything has one."""
    with closing(sqlite3.connect(served.state / "logboek.db")) as connection:
        (count,) = connection.execute("SELECT count(DISTINCT writer) FROM journaal").fetchone()
    return int(count)


def test_many_processes_write_one_log_without_one_failure(served: Served) -> None:
    """Asked by sixteen at once until both processes have written: every answer 200, and the log verifies."""

    def ask(_number: int) -> int:
        return served.ask().status_code

    answers: list[int] = []
    with ThreadPoolExecutor(16) as pool:

        def both_wrote() -> bool:
            answers.extend(pool.map(ask, range(64)))
            return writers(served) == 2

        until(both_wrote)
    assert set(answers) == {200}
    assert served.recorded("BEGONNEN") == served.recorded("GEEINDIGD") == len(answers)
    assert verify(served.state / "logboek.db") == []


def test_a_process_that_dies_is_replaced_and_the_other_goes_on(served: Served) -> None:
    """After kill -9 of one every question is still answered, a new one serves, and the log says so."""
    before = workers(served)
    assert len(before) == 2
    os.kill(doomed := min(before), signal.SIGKILL)
    statuses = []

    def replaced() -> bool:
        statuses.append(served.ask().status_code)
        return len(workers(served)) == 2 and doomed not in workers(served)

    until(replaced)
    assert set(statuses) == {200}
    assert before - {doomed} < workers(served)
    until(lambda: f'"proces": {doomed}' in served.said.read_text("utf-8"))
    assert verify(served.state / "logboek.db") == []


def test_the_port_is_said_once_and_is_the_real_one(served: Served) -> None:
    """With GATEWAY_PORT=0 one line says where the gateway is, and it answers there."""
    lines = [line for line in served.said.read_text("utf-8").splitlines() if "http://" in line]
    assert lines == [f"gateway met 2 processen op {served.url}"]
    assert httpx.get(f"{served.url}/livez", trust_env=False).status_code == 200


def test_trying_whether_all_is_well_tells_no_collector(tmp_path: Path) -> None:
    """Before the processes serve nothing has happened that a collector should hear, or be waited for."""
    with socket.create_server(("127.0.0.1", 0)) as collector:
        collector.settimeout(0)
        endpoint = f"http://127.0.0.1:{collector.getsockname()[1]}/v1/traces"
        given = {"GATEWAY_OTLP_ENDPOINT": endpoint}
        with (
            served_gateway(tmp_path, NO_SOURCES, "--workers", "2", given=given),
            pytest.raises(BlockingIOError),
        ):
            collector.accept()


def test_a_wrong_setting_is_said_once_with_its_exit_code(tmp_path: Path) -> None:
    """What is wrong is said by name before any process starts, with the code that one process gives."""
    env = environment(tmp_path, dict.fromkeys(BRONNEN, "http://127.0.0.1:9"))
    del env["GATEWAY_BRONNEN__SVB__URL"], env["GATEWAY_BRONNEN__SVB__OMGEVING"]
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", "serve", "--workers", "2"],
        env={**env, "GATEWAY_PORT": "0"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr.strip()) == (2, "GATEWAY_BRONNEN__SVB__URL: ontbreekt")
