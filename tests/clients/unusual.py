"""People for the tests of clients: those of the mock sources, and one that is answered about unusually."""

from adapters.mock.lives import load_lives
from adapters.mock.world import PERSONAS

LIVES = sorted(load_lives(PERSONAS).values(), key=lambda life: life.name)
RICH = next(life for life in LIVES if life.name == "P24")
"""The life of which every source knows something."""

PEOPLE = {
    "met-fout": "999998808",
    "met-waarschuwing": "999998821",
    "met-informatie": "999998833",
    "alleen-fwi": "999998845",
    "soap-fault": "999998857",
}
"""How every source answers → the number of someone with the life of RICH."""

BESIDE = {"met-fout": "Fout", "met-waarschuwing": "Waarschuwing", "met-informatie": "Informatie"}
"""The ways of answering with an FWI beside ClientSuwi → what stands in it."""
