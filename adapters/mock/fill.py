"""Fill a schema: what the life says, and a recognisable invention wherever the life is silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adapters.mock.canary import invent, is_unique
from adapters.mock.lives import LifeError
from adapters.mock.schema import Choice, Item, Node
from adapters.mock.service import Tree, Value


@dataclass(slots=True)
class Filler:
    """Fills one answer; `invented` collects the recognisable texts it made up.

    `seed` names person and service. `facts` are the paths that only a life may fill (`Service.facts`).
    Every other element is present in the first occurrence of each repeating element, so that each answer
    holds whatever a careless reader could leak; later occurrences hold only what the schema requires.
    """

    seed: str
    facts: frozenset[str]
    invented: set[str] = field(default_factory=set)

    def fill(self, client: Node, given: Tree) -> Tree:
        """Give the whole ClientSuwi in schema order; raises LifeError on an unknown or missing element."""
        return self._children(client, given, "", first=True)

    def _children(self, node: Node, given: Mapping[str, Value], path: str, *, first: bool) -> Tree:
        present = tuple(_chosen(node.children, given))
        unknown = given.keys() - {child.name for child in present}
        if unknown:
            raise LifeError(f"{self.seed}: {path or node.name} kent geen {', '.join(sorted(unknown))}")
        tree: Tree = {}
        for child in present:
            here = f"{path}.{child.name}" if path else child.name
            value = self._value(child, given.get(child.name), here, first=first)
            if value is not None:
                tree[child.name] = value
        return tree

    def _value(self, node: Node, given: Value | None, here: str, *, first: bool) -> Value | None:
        if given is None:
            return self._unsaid(node, here, first=first)
        if not node.repeats:
            return self._said(node, given, here, first=first)
        if not isinstance(given, list):
            raise LifeError(f"{self.seed}: {here} mag herhalen; geef een lijst")
        trees = [self._said(node, item, here, first=first and not at) for at, item in enumerate(given)]
        return [tree for tree in trees if isinstance(tree, dict)]

    def _said(self, node: Node, given: Value, here: str, *, first: bool) -> str | Tree:
        if node.facets is not None and isinstance(given, str):
            return given
        if node.facets is None and isinstance(given, dict):
            return self._children(node, given, here, first=first)
        raise LifeError(f"{self.seed}: {here} is {'een tekst' if node.facets else 'een tabel'}")

    def _unsaid(self, node: Node, here: str, *, first: bool) -> Value | None:
        if here in self.facts:
            if node.required:
                raise LifeError(f"{self.seed}: het leven moet {here} geven")
            return None
        if not (node.required or first):
            return None
        if node.facets is not None:
            return self._leaf(node, here)
        if not node.repeats:
            return self._children(node, {}, here, first=first)
        return [self._children(node, blank, here, first=first) for blank in _blanks(node, first=first)]

    def _leaf(self, node: Node, here: str) -> str:
        if node.facets is None or node.repeats:
            raise LifeError(f"{self.seed}: {here}: een herhalende tekst kan niet worden verzonnen")
        text = invent(f"{self.seed}/{here}", node.facets)
        if is_unique(text):
            self.invented.add(text)
        return text


def _chosen(items: Iterable[Item], given: Mapping[str, Value]) -> Iterable[Node]:
    """Give the elements in order; of a choice the branch that the life names, else the first."""
    for item in items:
        if isinstance(item, Choice):
            yield next((branch for branch in item.branches if branch.name in given), item.branches[0])
        else:
            yield item


def _blanks(node: Node, *, first: bool) -> list[Tree]:
    """Give the occurrences to invent: one, or one per branch when the element holds a choice."""
    choice = next((item for item in node.children if isinstance(item, Choice)), None)
    if choice is None or not first:
        return [{}]
    return [{branch.name: {}} for branch in choice.branches]
