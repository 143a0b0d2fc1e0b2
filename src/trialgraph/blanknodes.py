"""Which blank node of one graph is which of another, so that two graphs can be told apart in any names.

Deciding that exactly is as hard as graph isomorphism, and the usual canonical forms (RDFC-1.0, colours with
backtracking) take exponential time on graphs made for it: ten nodes that all point at each other are enough.
Here nothing is tried twice. Nodes are told apart by their statements, then by those of their neighbours, as
far as that goes (colour refinement with a worklist: see https://arxiv.org/abs/1509.08251); where alike nodes
are left, one of each graph is paired and the rest told apart by that. Nodes that still differ are paired by
how they hang on what is known. Whatever is found, renaming by it is right, for each node is paired once; on
a graph made to deceive, a difference may be told where there is none but in names.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

Edge = tuple[object, ...]
"""What a statement says of a blank node: the place of the node, and the other terms."""


def rename(old: Sequence[ox.Quad], new: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Give the second graph with its blank nodes named as those of the first that they are.

    What is not in the first graph gets a name that is not there. Time is nearly linear in the size.

    >>> one, other = ox.BlankNode("x"), ox.BlankNode("y")
    >>> is_, a = ox.NamedNode("urn:is"), ox.Literal("a")
    >>> rename([ox.Quad(one, is_, a)], [ox.Quad(other, is_, a)])[0].subject
    <BlankNode value=x>
    """
    left, right = _Graph.of(old), _Graph.of(new)
    if not right.edges:
        return list(new)
    pairing = _Pairing(left, right)
    pairing.refine()
    pairing.anchor()
    names = {node: ox.BlankNode(name.value) for node, name in pairing.found.items()}
    taken = {node.value for node in left.edges}
    number = 0
    for node in right.edges:
        if node not in names:
            while f"new{number}" in taken:
                number += 1
            names[node] = ox.BlankNode(f"new{number}")
            number += 1
    return [_renamed(quad, names) for quad in new]


def labelled(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Name the blank nodes that a file leaves unnamed by the order in which they come: `_:anon0`.

    pyoxigraph gives each a name of 32 hexadecimal digits, another one in every run.
    """
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    nodes = [node for quad in quads for node in _nodes(quad)]
    taken = {node.value for node in nodes}
    number = 0
    for node in nodes:
        if node in names or not _is_unnamed(node.value):
            continue
        while f"anon{number}" in taken:
            number += 1
        names[node] = ox.BlankNode(f"anon{number}")
        number += 1
    return [_renamed(quad, names) for quad in quads] if names else list(quads)


def _is_unnamed(name: str) -> bool:
    return len(name) in range(_SHORTEST, _LONGEST + 1) and not name.strip("0123456789abcdef")


_SHORTEST, _LONGEST = 28, 32
"""Digits of a random number of 128 bits, whose first digits may be 0."""


def _nodes(quad: ox.Quad) -> list[ox.BlankNode]:
    return [term for term in (quad.subject, quad.object, quad.graph_name) if isinstance(term, ox.BlankNode)]


def _renamed(quad: ox.Quad, names: dict[ox.BlankNode, ox.BlankNode]) -> ox.Quad:
    subject, object_, graph = (
        names.get(term, term) if isinstance(term, ox.BlankNode) else term
        for term in (quad.subject, quad.object, quad.graph_name)
    )
    if subject is quad.subject and object_ is quad.object and graph is quad.graph_name:
        return quad
    return ox.Quad(subject, quad.predicate, object_, graph)  # type: ignore[arg-type]  # a position keeps its kind of term


@dataclass(kw_only=True, slots=True)
class _Graph:
    """What a graph says of its blank nodes."""

    edges: dict[ox.BlankNode, list[Edge]] = field(default_factory=dict)
    """By node, the statements that have no other blank node."""
    links: dict[ox.BlankNode, list[tuple[Edge, ox.BlankNode]]] = field(default_factory=dict)
    """By node, its statements with another, which is beside them."""

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> "_Graph":
        graph = cls()
        for quad in quads:
            terms = (quad.subject, quad.object, quad.graph_name)
            nodes = dict.fromkeys(_nodes(quad))
            for node in nodes:
                graph.edges.setdefault(node, [])
                graph.links.setdefault(node, [])
                shape = tuple(
                    "self" if term == node else "node" if isinstance(term, ox.BlankNode) else str(term)
                    for term in terms
                )
                edge = (quad.predicate.value, *shape)
                others = [other for other in nodes if other != node]
                if not others:
                    graph.edges[node].append(edge)
                for place, other in enumerate(others):
                    graph.links[node].append(((*edge, place), other))
        return graph

    def sizes(self) -> dict[ox.BlankNode, int]:
        """Give for each node how many hang together with it: colours do not tell two rings from one."""
        sizes: dict[ox.BlankNode, int] = {}
        for start in self.links:
            if start in sizes:
                continue
            together, open_ = {start}, [start]
            while open_:
                fresh = [node for _, node in self.links[open_.pop()] if node not in together]
                together.update(fresh)
                open_ += fresh
            sizes.update(dict.fromkeys(together, len(together)))
        return sizes


class _Pairing:
    """Pairs the blank nodes of two graphs."""

    def __init__(self, left: _Graph, right: _Graph) -> None:
        self.graphs = (left, right)
        self.found: dict[ox.BlankNode, ox.BlankNode] = {}
        """By each paired node of the second graph, that of the first."""
        self.paired: set[ox.BlankNode] = set()
        """The paired nodes of the first graph."""

    def _pair(self, one: ox.BlankNode, other: ox.BlankNode) -> None:
        self.found[other] = one
        self.paired.add(one)

    # Colours: a node is its side and itself, for both graphs may use the same name.

    def refine(self) -> None:
        """Tell nodes apart by colour, and pair those that are alone with theirs."""
        colours: dict[tuple[int, ox.BlankNode], int] = {}
        classes: dict[int, set[tuple[int, ox.BlankNode]]] = {}
        first: dict[object, int] = {}
        for side, graph in enumerate(self.graphs):
            sizes = graph.sizes()
            for node, edges in graph.edges.items():
                colour = first.setdefault((sizes[node], *sorted(map(str, edges))), len(first))
                colours[side, node] = colour
                classes.setdefault(colour, set()).add((side, node))
        self._split(colours, classes, list(classes))
        open_ = sorted(classes)
        while open_:
            colour = open_.pop()
            sides = [sorted((n for at, n in classes[colour] if at == side), key=_name) for side in (0, 1)]
            # What splits off while nodes of this colour are paired has a new colour, and its own turn.
            queues = [iter(nodes) for nodes in sides]
            while True:
                one, other = (
                    next((node for node in queues[side] if colours[side, node] == colour), None)
                    for side in (0, 1)
                )
                if one is None or other is None:
                    break
                self._pair(one, other)
                if len(classes[colour]) == _A_PAIR:
                    break
                fresh = len(classes)
                classes[fresh] = {(0, one), (1, other)}
                classes[colour] -= classes[fresh]
                colours[0, one] = colours[1, other] = fresh
                open_ += self._split(colours, classes, [fresh])

    def _split(
        self,
        colours: dict[tuple[int, ox.BlankNode], int],
        classes: dict[int, set[tuple[int, ox.BlankNode]]],
        queue: Iterable[int],
    ) -> list[int]:
        """Split classes by how their nodes are linked to those of others, until nothing splits.

        Returns:
            The new classes.

        """
        waiting = deque(queue)
        queued = set(waiting)
        made: list[int] = []
        while waiting:
            colour = waiting.popleft()
            queued.discard(colour)
            links: defaultdict[tuple[int, ox.BlankNode], list[str]] = defaultdict(list)
            for side, node in classes[colour]:
                for edge, other in self.graphs[side].links[node]:
                    links[side, other].append(str(edge))
            touched: defaultdict[int, defaultdict[tuple[str, ...], set[tuple[int, ox.BlankNode]]]]
            touched = defaultdict(lambda: defaultdict(set))
            for member, edges in links.items():
                touched[colours[member]][tuple(sorted(edges))].add(member)
            for other_colour, groups in touched.items():
                whole = classes[other_colour]
                parts = list(groups.values())
                untouched = len(whole) - sum(map(len, parts))
                if not untouched:
                    parts.remove(max(parts, key=len))
                for part in parts:
                    fresh = len(classes)
                    whole -= part
                    classes[fresh] = part
                    made.append(fresh)
                    colours.update(dict.fromkeys(part, fresh))
                    waiting.append(fresh)
                    queued.add(fresh)
                if parts and other_colour not in queued and len(whole) <= max(map(len, parts)):
                    waiting.append(other_colour)
                    queued.add(other_colour)
        return made

    # Anchors: nodes that differ, by how they hang on what is known

    def anchor(self) -> None:
        """Pair nodes that stand alone in a place: the one dose of an arm, whatever its value."""
        self._by_edges()
        queue = deque((one, other) for other, one in self.found.items())
        while queue:
            one, other = queue.popleft()
            for left, right in self._neighbours(one, other):
                self._pair(left, right)
                queue.append((left, right))

    def _by_edges(self) -> None:
        """Pair nodes by a statement, or by the place of one, that only one of each graph has."""
        holders: defaultdict[Edge, tuple[set[ox.BlankNode], set[ox.BlankNode]]]
        holders = defaultdict(lambda: (set(), set()))
        for side, graph in enumerate(self.graphs):
            known = self.found.keys() if side else self.paired
            for node, edges in graph.edges.items():
                for edge in () if node in known else edges:
                    holders[edge][side].add(node)
        votes: defaultdict[tuple[ox.BlankNode, ox.BlankNode], int] = defaultdict(int)
        for ours, theirs in holders.values():
            if len(ours) == len(theirs) == 1:
                votes[next(iter(ours)), next(iter(theirs))] += 1
        ranked = sorted(votes, key=lambda pair: (-votes[pair], pair[0].value, pair[1].value))
        for one, other in ranked:
            if one not in self.paired and other not in self.found:
                self._pair(one, other)

    def _neighbours(
        self, one: ox.BlankNode, other: ox.BlankNode
    ) -> Iterable[tuple[ox.BlankNode, ox.BlankNode]]:
        """Find the nodes that hang alone on two paired ones, by the same property."""
        places: defaultdict[Edge, tuple[list[ox.BlankNode], list[ox.BlankNode]]]
        places = defaultdict(lambda: ([], []))
        for edge, left in self.graphs[0].links[one]:
            if left not in self.paired:
                places[edge][0].append(left)
        for edge, right in self.graphs[1].links[other]:
            if right not in self.found:
                places[edge][1].append(right)
        for ours, theirs in places.values():
            if len(ours) == len(theirs) == 1 and ours[0] not in self.paired and theirs[0] not in self.found:
                yield ours[0], theirs[0]


_A_PAIR = 2


def _name(node: ox.BlankNode) -> str:
    return node.value
