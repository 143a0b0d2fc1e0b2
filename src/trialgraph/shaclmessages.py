"""What the constraints of SHACL Core ask, in English and French: messages for shapes that bring none.

One phrase for each parameter of https://www.w3.org/TR/shacl/#core-components says what a value must be or
do; a message is made of it, of the property, and of the value that is wrong.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from rdflib import RDF, SH, XSD, BNode, Graph, Node, URIRef

from trialgraph.problems import Bilingual, shorten
from trialgraph.shaclwords import listed, local, path_of, written

_SUFFIX = "ConstraintComponent"
_MOST_LISTED = 12
"""Items of a list that a sentence names; what is longer is cut."""
_DEEPEST = 2
"""Levels of shapes within shapes that a sentence tells."""


def parameter_of(component: Node) -> str:
    """Give the parameter that a constraint component is named after.

    >>> parameter_of(SH.MinCountConstraintComponent)
    'minCount'
    """
    name = local(component).removesuffix(_SUFFIX)
    return name[:1].lower() + name[1:]


def message_for(
    shapes: Graph, constraint: Node, component: Node, value: Node | None = None, path: Node | None = None
) -> Bilingual:
    """Say what is wrong where a shape has no message of its own.

    Args:
        shapes: the shapes graph.
        constraint: the shape that a result names (`sh:sourceShape`), or its query (`sh:sourceConstraint`).
        component: the component that a result names (`sh:sourceConstraintComponent`).
        value: the value that is wrong, where there is one.
        path: the property that the result names, where it is an IRI: closed shapes do not hold it.

    >>> data = '''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/#> .
    ... @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ... ex:size-shape sh:path ex:size ; sh:datatype xsd:integer .'''
    >>> graph = Graph().parse(data=data, format="turtle")
    >>> from rdflib import Literal
    >>> shape = graph.value(predicate=SH.datatype, object=XSD.integer)
    >>> message_for(graph, shape, SH.DatatypeConstraintComponent, Literal("twelve")).en
    'the value of ex:size must be an xsd:integer; it is "twelve"'

    """
    parameter = parameter_of(component)
    name = path_of(shapes, constraint)
    shown = written(shapes, value) if value is not None else None
    whole = _WHOLE.get(parameter)
    if whole is not None:
        property_ = name or (written(shapes, path) if path is not None else None)
        return whole(shapes, constraint, _twice(property_) if property_ else _NODE, shown)
    required = _all_of(shapes, constraint, parameter, 0)
    if required is None:
        named = _name(shapes, constraint)
        return _with_value(
            Bilingual(
                en=f"{name or 'the node'} breaks {parameter} of {named}",
                fr=f"{name or 'le nœud'} enfreint {parameter} de {named}",
            ),
            shown,
        )
    subject = Bilingual(en=f"the value of {name}", fr=f"la valeur de {name}") if name else _NODE
    message = Bilingual(en=f"{subject.en} must {required.en}", fr=f"{subject.fr} doit {required.fr}")
    return _with_value(message, shown)


_NODE = Bilingual(en="the node", fr="le nœud")
"""What is spoken of where the result names no property."""


def _twice(name: str) -> Bilingual:
    return Bilingual(en=name, fr=name)


def _with_value(message: Bilingual, shown: str | None) -> Bilingual:
    if shown is None or shown == "[]":
        return message
    return Bilingual(en=f"{message.en}; it is {shown}", fr=f"{message.fr} ; c’est {shown}")


# What a value must be or do: `must be an xsd:integer`

_Phrase = Callable[[Graph, Node, int], Bilingual]
"""Says what one parameter asks: given the shapes graph, the parameter's argument, and how deep it stands."""


def requirement(shapes: Graph, shape: Node, depth: int = 0) -> Bilingual:
    """Say what a shape asks of a value, as what follows `must` or `doit`.

    >>> data = '''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/#> .
    ... @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ... ex:count sh:datatype xsd:integer ; sh:minInclusive 0 .'''
    >>> requirement(Graph().parse(data=data, format="turtle"), URIRef("https://example.org/#count")).fr
    'être un xsd:integer et être au moins 0'
    """
    if depth < _DEEPEST:
        names = sorted({local(predicate) for predicate in shapes.predicates(shape)} & set(_PHRASES))
        if (path := path_of(shapes, shape)) is None:
            parts = [part for name in names if (part := _all_of(shapes, shape, name, depth))]
            if parts:
                return _joined(parts, Bilingual(en=" and ", fr=" et "))
        elif (count := shapes.value(shape, SH.minCount)) is not None and len(names) == 0:
            return Bilingual(en=f"have {path} at least {count} ×", fr=f"avoir {path} au moins {count} ×")
    name = _name(shapes, shape)
    return Bilingual(en=f"conform to {name}", fr=f"être conforme à {name}")


def _name(shapes: Graph, shape: Node) -> str:
    if not isinstance(shape, BNode):
        return written(shapes, shape)
    owner = next((node for node in shapes.subjects(SH.sparql, shape)), None)
    return written(shapes, owner) if isinstance(owner, URIRef) else path_of(shapes, shape) or "[…]"


def _all_of(shapes: Graph, shape: Node, parameter: str, depth: int) -> Bilingual | None:
    """Say what a parameter asks, once for each of its arguments."""
    phrase = _PHRASES.get(parameter)
    arguments = sorted(shapes.objects(shape, SH[parameter]), key=str)[:_MOST_LISTED] if phrase else []
    parts = [phrase(shapes, argument, depth) for argument in arguments] if phrase else []
    return _joined(parts, Bilingual(en=" and ", fr=" et ")) if parts else None


def _joined(parts: list[Bilingual], word: Bilingual) -> Bilingual:
    return Bilingual(en=word.en.join(p.en for p in parts), fr=word.fr.join(p.fr for p in parts))


def _simple(en: str, fr: str) -> _Phrase:
    """Make a phrase with the argument in place of `{}`."""

    def phrase(shapes: Graph, argument: Node, _depth: int) -> Bilingual:
        shown = written(shapes, argument)
        return Bilingual(en=en.replace("{}", shown), fr=fr.replace("{}", shown))

    return phrase


def _datatype(shapes: Graph, argument: Node, _depth: int) -> Bilingual:
    if argument == RDF.langString:
        return Bilingual(en="be a text with a language", fr="être un texte avec une langue")
    if str(argument).startswith(str(XSD)):
        return Bilingual(en=f"be an {written(shapes, argument)}", fr=f"être un {written(shapes, argument)}")
    shown = written(shapes, argument)
    return Bilingual(en=f"be a literal of datatype {shown}", fr=f"être un littéral de type {shown}")


_KINDS: Mapping[Node, Bilingual] = MappingProxyType(
    {
        SH.IRI: Bilingual(en="be an IRI", fr="être un IRI"),
        SH.BlankNode: Bilingual(en="be a blank node", fr="être un nœud anonyme"),
        SH.Literal: Bilingual(en="be a literal", fr="être un littéral"),
        SH.BlankNodeOrIRI: Bilingual(en="be an IRI or a blank node", fr="être un IRI ou un nœud anonyme"),
        SH.BlankNodeOrLiteral: Bilingual(
            en="be a literal or a blank node", fr="être un littéral ou un nœud anonyme"
        ),
        SH.IRIOrLiteral: Bilingual(en="be an IRI or a literal", fr="être un IRI ou un littéral"),
    }
)


def _node_kind(_shapes: Graph, argument: Node, _depth: int) -> Bilingual:
    known = local(argument)
    return _KINDS.get(argument, Bilingual(en=f"be a {known}", fr=f"être de nature {known}"))


def _in(shapes: Graph, argument: Node, _depth: int) -> Bilingual:
    shown = enumerated(shapes, argument)
    return Bilingual(en=f"be one of {shown}", fr=f"être parmi {shown}")


def enumerated(shapes: Graph, list_: Node) -> str:
    """Write the items of a list after one another; of a long one, the first."""
    items = listed(shapes, list_)
    rest = ["…"] if len(items) > _MOST_LISTED else []
    return ", ".join([*(written(shapes, item) for item in items[:_MOST_LISTED]), *rest])


def _languages(shapes: Graph, argument: Node, _depth: int) -> Bilingual:
    tags = ", ".join(str(tag) for tag in listed(shapes, argument)[:_MOST_LISTED])
    return Bilingual(en=f"be a text in {tags}", fr=f"être un texte en {tags}")


def _pattern(_shapes: Graph, argument: Node, _depth: int) -> Bilingual:
    shown = shorten(str(argument))
    return Bilingual(en=f"match the regular expression {shown}", fr=f"suivre l’expression régulière {shown}")


def _shape(shapes: Graph, argument: Node, depth: int) -> Bilingual:
    return requirement(shapes, argument, depth + 1)


def _not(shapes: Graph, argument: Node, depth: int) -> Bilingual:
    inner = requirement(shapes, argument, depth + 1)
    return Bilingual(en=f"not {inner.en}", fr=f"ne pas {inner.fr}")


def _logic(before: Bilingual, word: Bilingual) -> _Phrase:
    def phrase(shapes: Graph, argument: Node, depth: int) -> Bilingual:
        parts = [requirement(shapes, item, depth + 1) for item in listed(shapes, argument)[:_MOST_LISTED]]
        joined = _joined(parts, word)
        return Bilingual(en=before.en + joined.en, fr=before.fr + joined.fr)

    return phrase


_AND = Bilingual(en=" and ", fr=" et ")
_OR = Bilingual(en=" or ", fr=" ou ")
_PHRASES: Mapping[str, _Phrase] = MappingProxyType(
    {
        "class": _simple("be a described {}", "être un {} décrit"),
        "datatype": _datatype,
        "nodeKind": _node_kind,
        "minExclusive": _simple("be more than {}", "être plus que {}"),
        "minInclusive": _simple("be at least {}", "être au moins {}"),
        "maxExclusive": _simple("be less than {}", "être moins que {}"),
        "maxInclusive": _simple("be at most {}", "être au plus {}"),
        "minLength": _simple("have at least {} characters", "avoir au moins {} caractères"),
        "maxLength": _simple("have at most {} characters", "avoir au plus {} caractères"),
        "pattern": _pattern,
        "languageIn": _languages,
        "lessThan": _simple("be less than that of {}", "être moins que celle de {}"),
        "lessThanOrEquals": _simple("be at most that of {}", "être au plus celle de {}"),
        "in": _in,
        "hasValue": _simple("be {}", "être {}"),
        "node": _shape,
        "property": _shape,
        "not": _not,
        "and": _logic(Bilingual(en="", fr=""), _AND),
        "or": _logic(Bilingual(en="", fr=""), _OR),
        "xone": _logic(Bilingual(en="do one of these: ", fr="faire une seule chose : "), _OR),
    }
)


# What all values of a property must be or do together

_Whole = Callable[[Graph, Node, Bilingual, str | None], Bilingual]
"""Says what is wrong: given the shapes graph, the shape, its property, and the value."""


def _argument(shapes: Graph, shape: Node, parameter: str) -> str:
    value = shapes.value(shape, SH[parameter])
    return written(shapes, value) if value is not None else parameter


def _min_count(shapes: Graph, shape: Node, name: Bilingual, _value: str | None) -> Bilingual:
    count = _argument(shapes, shape, "minCount")
    if count == "1":
        return Bilingual(en=f"{name.en} is missing", fr=f"{name.fr} manque")
    return Bilingual(
        en=f"{name.en} has too few values: at least {count} are needed",
        fr=f"{name.fr} a trop peu de valeurs : il en faut au moins {count}",
    )


def _max_count(shapes: Graph, shape: Node, name: Bilingual, _value: str | None) -> Bilingual:
    count = _argument(shapes, shape, "maxCount")
    if count == "0":
        return Bilingual(en=f"{name.en} must not be there", fr=f"{name.fr} ne doit pas être là")
    return Bilingual(
        en=f"{name.en} has too many values: at most {count} may be there",
        fr=f"{name.fr} a trop de valeurs : il en faut au plus {count}",
    )


def _qualified(bound: str, words: Bilingual) -> _Whole:
    def whole(shapes: Graph, shape: Node, name: Bilingual, _value: str | None) -> Bilingual:
        count = _argument(shapes, shape, bound)
        inner = shapes.value(shape, SH.qualifiedValueShape)
        wanted = requirement(shapes, inner, 1) if inner is not None else Bilingual(en="be", fr="être")
        return Bilingual(
            en=f"{words.en} {count} of the values of {name.en} must {wanted.en}",
            fr=f"{words.fr} {count} des valeurs de {name.fr} doivent {wanted.fr}",
        )

    return whole


def _unique_language(_shapes: Graph, _shape: Node, name: Bilingual, _value: str | None) -> Bilingual:
    return Bilingual(
        en=f"{name.en} has several texts in one language", fr=f"{name.fr} a plusieurs textes dans une langue"
    )


def _equals(shapes: Graph, shape: Node, name: Bilingual, value: str | None) -> Bilingual:
    other = _argument(shapes, shape, "equals")
    return Bilingual(
        en=f"{name.en} and {other} must have the same values; {value or 'one'} is of one only",
        fr=f"{name.fr} et {other} doivent avoir les mêmes valeurs ; {value or 'l’une'} n’est qu’à l’un",
    )


def _disjoint(shapes: Graph, shape: Node, name: Bilingual, value: str | None) -> Bilingual:
    other = _argument(shapes, shape, "disjoint")
    return Bilingual(
        en=f"{name.en} and {other} must have no value in common; {value or 'one'} is a value of both",
        fr=f"{name.fr} et {other} ne doivent avoir aucune valeur commune ; {value or 'l’une'} est aux deux",
    )


def _has_value(shapes: Graph, shape: Node, name: Bilingual, _value: str | None) -> Bilingual:
    wanted = _argument(shapes, shape, "hasValue")
    return Bilingual(
        en=f"{name.en} must have the value {wanted}", fr=f"{name.fr} doit avoir la valeur {wanted}"
    )


def _closed(shapes: Graph, shape: Node, name: Bilingual, value: str | None) -> Bilingual:
    owner = _name(shapes, shape)
    return Bilingual(
        en=f"{name.en} does not belong here: {owner} allows only the properties that it names"
        + (f"; its value is {value}" if value else ""),
        fr=f"{name.fr} n’a pas sa place ici : {owner} ne permet que les propriétés qu’elle nomme"
        + (f" ; sa valeur est {value}" if value else ""),
    )


def _query(shapes: Graph, shape: Node, _property: Bilingual, value: str | None) -> Bilingual:
    owner = _name(shapes, shape)
    return Bilingual(
        en=f"the query of {owner} finds this" + (f": {value}" if value else ""),
        fr=f"la requête de {owner} trouve ceci" + (f" : {value}" if value else ""),
    )


_WHOLE: Mapping[str, _Whole] = MappingProxyType(
    {
        "minCount": _min_count,
        "maxCount": _max_count,
        "qualifiedMinCount": _qualified("qualifiedMinCount", Bilingual(en="at least", fr="au moins")),
        "qualifiedMaxCount": _qualified("qualifiedMaxCount", Bilingual(en="at most", fr="au plus")),
        "uniqueLang": _unique_language,
        "equals": _equals,
        "disjoint": _disjoint,
        "hasValue": _has_value,
        "closed": _closed,
        "sPARQL": _query,
    }
)
