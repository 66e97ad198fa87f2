"""Write a new life: a copy of a known one under a number that is free."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from adapters.mock.fault import instead
from adapters.mock.lives import VERSIE, Life, LifeError
from adapters.mock.numbers import is_nine_digits, names_a_person, numbers_of_lives
from adapters.mock.own.toml_text import write_toml
from adapters.mock.world import World

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def new_life(name: str, like: str, world: World, taken: Iterable[str], random: Random) -> str:
    """Write the text of a new life `name`, with all that `like` has; its number is in no known life.

    `taken` are numbers that other files hold. Raises LifeError when a name cannot be used.
    """
    if not _NAME.fullmatch(name):
        raise LifeError(
            f"{name}: een naam is de naam van een bestand: letters, cijfers, - en _, ten hoogste 64"
        )
    if is_nine_digits(name) or names_a_person(name):
        raise LifeError("NAAM: een naam is geen nummer van negen cijfers; kies letters, zoals Jan")
    known = {life.name: life for life in world.lives.values()}
    if like not in known:
        raise LifeError(f"--van {like}: dit leven is er niet; {instead(like, known)}")
    bsn = free_number({*world.lives, *taken}, random)
    return write_toml(_tables(name, bsn, known[like]), _comments(known[like], world))


def free_number(taken: Iterable[str], random: Random) -> str:
    """Give a number 99999xxxx that passes and that nobody has. Raises LifeError when there is none left."""
    free = sorted(set(numbers_of_lives()) - set(taken))
    if not free:
        raise LifeError(
            "alle testnummers 99999xxxx zijn in gebruik: haal levens weg die u niet meer gebruikt"
        )
    return random.choice(free)


def numbers_in(folder: Path) -> frozenset[str]:
    """Give every number of nine digits in the lives of a folder, also of lives with faults."""
    texts = [path.read_text("utf-8", "replace") for path in folder.glob("*.toml") if path.is_file()]
    return frozenset(number for text in texts for number in re.findall(r"\b9999\d{5}\b", text, re.ASCII))


def _tables(name: str, bsn: str, like: Life) -> dict[str, Any]:
    persoon = {"bsn": bsn, "naam": name, "geboortedatum": like.geboortedatum}
    rest = {key: value for key, value in like.tables.items() if key not in {"versie", "verhaal", "persoon"}}
    last = {"verwacht": rest.pop("verwacht")} if "verwacht" in rest else {}
    verhaal = (
        f"Overgenomen van {like.name}. Schrijf hier in een paar zinnen wie dit is en wat dit leven toetst."
    )
    return {"versie": VERSIE, "verhaal": verhaal, "persoon": persoon, **rest, **last}


def _comments(like: Life, world: World) -> Mapping[str, str]:
    comments = {
        "versie": f"Wat elke bron van één testpersoon weet. Begonnen als {like.name}.\n"
        "Namen met een hoofdletter zijn elementen van SuwiML; kleine letters zijn van het formaat zelf.\n"
        "Nakijken: gateway persona validate DIT_BESTAND   Gebruiken: gateway mocks --eigen DEZE_MAP",
        "persoon": "Een vrij testnummer (9999xxxxx, elfproef). De geboortedatum is EEJJMMDD; 00 is onbekend.",
        "gevraagd": "De geboortedatum waarmee gevraagd wordt, als die een andere is dan de bronnen kennen.",
        "afwijking": "Per dienst: vorm (met-fout, met-waarschuwing, met-informatie, alleen-fwi, soap-fault)\n"
        "of antwoordt_over (het nummer van een ander).",
        "verwacht": "Wat de gateway moet antwoorden (DJI_INTAKE_ARBEIDSMARKT). Verandert u hierboven iets,\n"
        "verander dit dan mee. Zonder [verwacht] wordt niets beloofd, en werkt het leven ook.",
    }
    for bron in sorted({service.bron for service in world.services}):
        names = ", ".join(service.name for service in world.services if service.bron == bron)
        comments[bron] = (
            f"Wat bron {bron} weet ({names}).\nZonder deze tabellen kent {bron} deze persoon niet."
        )
    return comments
