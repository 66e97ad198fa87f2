"""Reads deploy/Containerfile: its stages, and what each does."""

import shlex
from dataclasses import dataclass

from tests.fakes.processes import ROOT


@dataclass(frozen=True, slots=True)
class Stage:
    """One `FROM … AS name` with its instructions in order."""

    name: str
    base: str
    instructions: tuple[tuple[str, str], ...]

    def all(self, instruction: str) -> list[str]:
        """Give what every instruction of this kind says."""
        return [text for name, text in self.instructions if name == instruction]

    def from_context(self) -> set[str]:
        """Give the files and folders that are copied from the folder of the project."""
        copies = [shlex.split(text) for text in self.all("COPY") if not text.startswith("--from=")]
        return {source for words in copies for source in words[:-1]}


def stages() -> dict[str, Stage]:
    """Give the stages by name, in order."""
    found: dict[str, Stage] = {}
    for line in (ROOT / "deploy" / "Containerfile").read_text("utf-8").splitlines():
        instruction, _, text = line.partition(" ")
        if instruction == "FROM":
            base, _, name = text.split()
            found[name] = Stage(name, base, ())
        elif instruction.isupper() and found:
            last = next(reversed(found.values()))
            found[last.name] = Stage(last.name, last.base, (*last.instructions, (instruction, text)))
    return found
