"""Who puts the question of a scenario to the sources: our gateway, or any command of the tester's own."""

import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.mock.scenario.site import Said, Site, Unusable

Question = Mapping[str, Any]
INTAKE = "DJI_INTAKE_ARBEIDSMARKT"
"""The doelbinding of a question that names no other."""

_TOKEN = "MOCKS_TOKEN"  # noqa: S105 - the name of a variable
_PATIENCE = 600
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway that is connected to the mock sources; `environ` holds a token for each doelbinding."""

    site: Site
    environ: Mapping[str, str] = field(repr=False)

    def ask(self, question: Question, traceparent: str) -> Said:
        """Give its answer. Raises Unusable when there is none, or the token is missing or refused."""
        name = token_name(question["doelbinding"])
        if not (token := self.environ.get(name)):
            raise Unusable(f"{name}: ontbreekt; {_cure(name)}")
        headers = {"Authorization": f"Bearer {token}", "traceparent": traceparent}
        said = self.site.call("POST", "/v1/raadplegingen", question, headers)
        if said.status == _UNAUTHORIZED:
            raise Unusable(f"{name}: de gateway aanvaardt dit niet; {_cure(name)}")
        return said


def token_name(doelbinding: str) -> str:
    """Name the variable that holds the token for a doelbinding; that of the intake is plain MOCKS_TOKEN."""
    return _TOKEN if doelbinding == INTAKE else f"{_TOKEN}_{doelbinding}"


def _cure(name: str) -> str:
    if name == _TOKEN:
        return f'doe: export {name}="$(gateway token)"'
    scope = name.removeprefix(f"{_TOKEN}_")
    return f'doe: export {name}="$(gateway token --scope {scope} --rol … --afnemer …)"'


@dataclass(frozen=True, slots=True)
class Command:
    """A client of the tester's own, run once per question; that comes as JSON on stdin and nowhere else."""

    words: tuple[str, ...] | str
    environ: Mapping[str, str] = field(repr=False)

    @classmethod
    def read(cls, line: str, environ: Mapping[str, str], platform: str) -> "Command":
        """Read a command line; Windows takes one apart itself, by rules of its own. Raises Unusable."""
        try:
            words = line.strip() if platform == "win32" else tuple(shlex.split(line))
        except ValueError:
            words = ()
        if not words:
            raise Unusable("--client: geef een opdracht, met elk aanhalingsteken gesloten")
        return cls(words, environ)

    def run(self, content: str, traceparent: str) -> str | None:
        """Run it; give what went wrong. Its output goes to stderr, so that ours stays for machines."""
        environ = {**self.environ, "TRACEPARENT": traceparent}
        try:
            done = subprocess.run(  # noqa: S603 - the tester's own command, as they gave it
                self.words, input=content.encode(), env=environ, stdout=2, timeout=_PATIENCE, check=False
            )
        except OSError:
            raise Unusable("--client: deze opdracht is niet te starten") from None
        except subprocess.TimeoutExpired:
            return f"client: na {_PATIENCE} seconden nog niet klaar"
        return f"client: eindigde met {done.returncode}" if done.returncode else None
