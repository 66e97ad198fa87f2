"""Walk through a ClientSuwi beside its schema: every fault at once, each with a cure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from adapters.mock.cures import Words, refusal
from adapters.mock.fault import instead
from adapters.mock.schema import Choice, Node, branches


@dataclass(frozen=True, slots=True)
class Misfit:
    """One fault at an element; `place` is its path from the top."""

    line: int
    place: str
    words: Words


def misfits(element: etree._Element, node: Node, place: str) -> Iterator[Misfit]:
    """Give every fault of an element and all below it; no value is in a text."""
    if node.facets is not None:
        yield from _of_leaf(element, node, place)
        return
    known = {child.name: child for item in node.children for child in branches(item)}
    children = [child for child in element if isinstance(child.tag, str)]
    yield from _misplaced(children, _ranks(node), place)
    yield from _missing(element, node, place)
    seen: Counter[str] = Counter()
    for child in children:
        name = str(child.tag)
        if name not in known:
            yield Misfit(line_of(child), f"{place}.{_local(name)}", _unknown(_local(name), known))
            continue
        seen[name] += 1
        if seen[name] > 1 and not known[name].repeats:
            words = ("dit element staat hier al", "het mag één keer: haal er een weg of voeg ze samen")
            yield Misfit(line_of(child), f"{place}.{name}", words)
        yield from misfits(child, known[name], f"{place}.{name}")


def _of_leaf(element: etree._Element, node: Node, place: str) -> Iterator[Misfit]:
    if node.facets is None:
        return
    if len(element):
        words = ("een element waar tekst hoort", "zet hier alleen de waarde")
        yield Misfit(line_of(element), place, words)
    elif words_or_none := refusal(element.text or "", node.facets):
        yield Misfit(line_of(element), place, words_or_none)


def _unknown(name: str, known: dict[str, Node]) -> Words:
    cure = instead(name, known, otherwise="haal het weg: het schema kent het hier niet")
    return "dit element bestaat hier niet; kinderen van ClientSuwi staan in geen naamruimte", cure


def _misplaced(children: list[etree._Element], ranks: dict[str, int], place: str) -> Iterator[Misfit]:
    """Give each element that stands after one that the schema puts behind it."""
    highest, after = -1, ""
    for child in children:
        name = str(child.tag)
        rank = ranks.get(name, highest)
        if rank < highest:
            words = ("de volgorde klopt niet", f"zet {name} vóór {after}")
            yield Misfit(line_of(child), f"{place}.{name}", words)
        elif rank > highest:
            highest, after = rank, name


def _ranks(node: Node) -> dict[str, int]:
    """Give the place of each element; branches of one choice share a place."""
    ranks: dict[str, int] = {}
    rank, mixed = -1, False
    for item in node.children:
        mixes = isinstance(item, Node) and item.mixes
        rank += not (mixes and mixed)
        mixed = mixes
        ranks |= dict.fromkeys([each.name for each in branches(item)], rank)
    return ranks


def _missing(element: etree._Element, node: Node, place: str) -> Iterator[Misfit]:
    there = {str(child.tag) for child in element}
    for item in node.children:
        names = [branch.name for branch in branches(item)]
        needed = isinstance(item, Choice) or item.required
        if needed and not there.intersection(names):
            text = f"{' of '.join(names)} ontbreekt"
            yield Misfit(
                line_of(element), place, (text, f"zet {' of '.join(names)} in {place.rpartition('.')[2]}")
            )


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def line_of(element: etree._Element) -> int:
    """Give the line where an element begins; 0 when it is not known."""
    line: object = element.sourceline  # the stubs leave this type open
    return line if isinstance(line, int) else 0
