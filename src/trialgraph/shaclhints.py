"""How to mend what a constraint of SHACL Core found, in English and French.

One hint for each parameter of https://www.w3.org/TR/shacl/#core-components. Where the property is a field
of fact files it is called by the name of the field, and codes stand as they are written there.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from rdflib import RDF, SH, XSD, Graph, Node, URIRef

from trialgraph import context
from trialgraph.model import KINDS
from trialgraph.problems import Bilingual, did_you_mean, shorten
from trialgraph.shaclmessages import enumerated, parameter_of, requirement
from trialgraph.shaclwords import field_of, listed, local, path_of, written


def hint_for(
    shapes: Graph,
    constraint: Node,
    value: Node | None,
    *,
    component: Node | None = None,
    path: Node | None = None,
) -> Bilingual | None:
    """Say what to do about a result of a shape, whoever wrote it.

    Args:
        shapes: the shapes graph.
        constraint: the shape that the result names.
        value: the value that is wrong, where there is one.
        component: the component that the result names; None to speak of all parameters of the shape.
        path: the property that the result names, where it is an IRI: closed shapes do not hold it.

    Returns:
        None where the constraint is a query, or of a component that is not of SHACL Core.

    >>> data = '''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/#> .
    ... ex:status-shape sh:path ex:status ; sh:in ( ex:Open ex:Closed ) .'''
    >>> graph = Graph().parse(data=data, format="turtle")
    >>> shape = graph.value(predicate=SH.path, object=URIRef("https://example.org/#status"))
    >>> hint_for(graph, shape, URIRef("https://example.org/#Opne")).en
    'did you mean `ex:Open`?'

    """
    wanted = [parameter_of(component)] if component is not None else [*_HINTS, "closed"]
    property_ = shapes.value(constraint, SH.path)
    name = field_of(property_) or path_of(shapes, constraint)
    subject = _quoted(name) if name else _NODE
    parts: list[Bilingual] = []
    for parameter in wanted:
        if parameter == "closed" and (constraint, SH.closed, None) in shapes:
            parts.append(_closed(shapes, constraint, path))
        elif hint := _HINTS.get(parameter):
            arguments = sorted(shapes.objects(constraint, SH[parameter]), key=str)[:_MOST_LISTED]
            parts += [hint(shapes, argument, subject, value) for argument in arguments]
    parts = list(dict.fromkeys(parts))
    return Bilingual(en="; ".join(p.en for p in parts), fr=" ; ".join(p.fr for p in parts)) if parts else None


_MOST_LISTED = 12
"""Arguments of one parameter, or items of a list, that a sentence names."""


def _quoted(name: str) -> Bilingual:
    return Bilingual(en=f"`{name}`", fr=f"`{name}`")


_NODE = Bilingual(en="the node", fr="le nœud")


def nearest(word: str, known: Mapping[str, str]) -> Bilingual | None:
    """Propose the known words nearest to a word, whatever their capitals and prefixes.

    Args:
        word: what was written.
        known: how each known word is written, by what of it is compared.

    >>> nearest("opne", {"Open": "ex:Open", "Closed": "ex:Closed"}).en
    'did you mean `ex:Open`?'

    """
    if len(known) > _MOST_COMPARED:
        return None
    shown = {key.casefold(): text for key, text in known.items()}
    close = [shown[key] for key in get_close_matches(shorten(word).casefold(), list(shown), n=2, cutoff=0.6)]
    return did_you_mean(close[0], close) if close else None


_MOST_COMPARED = 500
"""Words: comparing a slip with each of more costs time that a hint is not worth."""

_Hint = Callable[[Graph, Node, Bilingual, Node | None], Bilingual]
"""Says what to do: given the shapes graph, the parameter's argument, the property, and the wrong value."""


def _simple(en: str, fr: str) -> _Hint:
    """Make a hint with the property in place of `{name}` and the argument in place of `{}`."""

    def hint(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
        field = field_of(argument)
        shown = written(shapes, argument)
        if isinstance(argument, URIRef):
            shown = f"`{field or shown}`"
        return Bilingual(
            en=en.replace("{}", shown).replace("{name}", name.en),
            fr=fr.replace("{}", shown).replace("{name}", name.fr),
        )

    return hint


_FORMS: Mapping[Node, Bilingual] = MappingProxyType(
    {
        XSD.string: Bilingual(en="a text without a language", fr="un texte sans langue"),
        RDF.langString: Bilingual(
            en='a text with its language, in Turtle "bras"@fr',
            fr='un texte avec sa langue, en Turtle "bras"@fr',
        ),
        XSD.integer: Bilingual(en="a whole number, such as 12", fr="un nombre entier, comme 12"),
        XSD.decimal: Bilingual(
            en="a number with a point, such as 0.56", fr="un nombre avec un point, comme 0.56"
        ),
        XSD.double: Bilingual(
            en='a number such as "5.6E-1"^^xsd:double', fr='un nombre comme "5.6E-1"^^xsd:double'
        ),
        XSD.float: Bilingual(en='a number such as "0.56"^^xsd:float', fr='un nombre comme "0.56"^^xsd:float'),
        XSD.boolean: Bilingual(en="true or false", fr="true ou false"),
        XSD.date: Bilingual(
            en="a day such as 2024-09-11 (xsd:date)", fr="un jour comme 2024-09-11 (xsd:date)"
        ),
        XSD.dateTime: Bilingual(
            en="a time such as 2024-09-11T09:30:00Z (xsd:dateTime)",
            fr="un instant comme 2024-09-11T09:30:00Z (xsd:dateTime)",
        ),
        XSD.gYear: Bilingual(en="a year such as 2024 (xsd:gYear)", fr="une année comme 2024 (xsd:gYear)"),
        XSD.gYearMonth: Bilingual(
            en="a month such as 2024-09 (xsd:gYearMonth)", fr="un mois comme 2024-09 (xsd:gYearMonth)"
        ),
        XSD.duration: Bilingual(
            en="a duration such as P84D or P6M (xsd:duration, which has no weeks)",
            fr="une durée comme P84D ou P6M (xsd:duration, sans semaines)",
        ),
        XSD.anyURI: Bilingual(
            en='an address such as "https://example.org/"^^xsd:anyURI',
            fr='une adresse comme "https://example.org/"^^xsd:anyURI',
        ),
        XSD.nonNegativeInteger: Bilingual(
            en='a whole number from 0, such as "12"^^xsd:nonNegativeInteger',
            fr='un nombre entier à partir de 0, comme "12"^^xsd:nonNegativeInteger',
        ),
        XSD.positiveInteger: Bilingual(
            en='a whole number from 1, such as "12"^^xsd:positiveInteger',
            fr='un nombre entier à partir de 1, comme "12"^^xsd:positiveInteger',
        ),
    }
)
"""What a literal of a datatype looks like (https://www.w3.org/TR/xmlschema11-2/)."""


def _datatype(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    shown = written(shapes, argument)
    form = _FORMS.get(argument, Bilingual(en=f"a literal of {shown}", fr=f"un littéral de {shown}"))
    return Bilingual(en=f"write {name.en} as {form.en}", fr=f"écrivez {name.fr} sous la forme : {form.fr}")


def _class(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    """Say what must describe the value: a fact where it is a kind of ours, else a type."""
    kinds = _kinds(argument)
    if kinds:
        either_en, either_fr = " or ".join(kinds), " ou ".join(kinds)
        return Bilingual(
            en=f"correct the id in {name.en}, or add a fact of kind {either_en} with that id",
            fr=f"corrigez l’id dans {name.fr}, ou ajoutez un fait de type {either_fr} avec cet id",
        )
    shown = written(shapes, argument)
    return Bilingual(
        en=f"give what {name.en} names the type {shown} (`a {shown}`), or name something that has it",
        fr=f"donnez à ce que cite {name.fr} le type {shown} (`a {shown}`), ou citez ce qui l’a",
    )


def _kinds(class_: Node) -> list[str]:
    """Give the kinds of facts that make things of a class."""
    if not str(class_).startswith(context.prefixes()["tg"]):
        return []
    name = local(class_)
    groups = {
        "Intervention": ["DrugIntervention", "PlaceboIntervention", "OtherIntervention"],
        "StudyGroup": ["Arm", "ArmGroup", "Cohort"],
    }
    return [name] if name in KINDS else groups.get(name, [])


def _in(shapes: Graph, argument: Node, name: Bilingual, value: Node | None) -> Bilingual:
    items = listed(shapes, argument)
    namespace = context.prefixes()["tg"]
    codes = all(isinstance(item, URIRef) and item.startswith(namespace) for item in items)
    if value is not None and (hint := nearest(local(value), {local(i): written(shapes, i) for i in items})):
        return hint
    if codes:
        words = ", ".join(local(item) for item in items[:_MOST_LISTED])
        return Bilingual(
            en=f"write one of these in {name.en}: {words}",
            fr=f"écrivez dans {name.fr} l’un de ces codes : {words}",
        )
    listing = enumerated(shapes, argument)
    return Bilingual(
        en=f"write one of these in {name.en}: {listing}",
        fr=f"écrivez dans {name.fr} l’une de ces valeurs : {listing}",
    )


def _min_count(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    count = written(shapes, argument)
    if count == "1":
        return Bilingual(en=f"add {name.en} where it is missing", fr=f"ajoutez {name.fr} là où il manque")
    return Bilingual(
        en=f"add values: {name.en} needs {count}", fr=f"complétez : {name.fr} en demande {count}"
    )


def _max_count(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    count = written(shapes, argument)
    if count == "0":
        return Bilingual(en=f"remove {name.en}", fr=f"retirez {name.fr}")
    if count == "1":
        return Bilingual(
            en=f"of several values of {name.en} keep one; if all are right, they are of several things, "
            "each with an id",
            fr=f"de plusieurs valeurs de {name.fr} gardez-en une ; si toutes sont justes, ce sont "
            "plusieurs choses, avec chacune son id",
        )
    return Bilingual(
        en=f"keep at most {count} values of {name.en}", fr=f"gardez au plus {count} valeurs de {name.fr}"
    )


def _min_length(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    count = written(shapes, argument)
    if count == "1":
        return Bilingual(
            en=f"write words in {name.en}: an empty text says nothing",
            fr=f"écrivez des mots dans {name.fr} : un texte vide ne dit rien",
        )
    return Bilingual(
        en=f"write at least {count} characters in {name.en}",
        fr=f"écrivez au moins {count} caractères dans {name.fr}",
    )


def _pattern(_shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    shown = shorten(str(argument))
    return Bilingual(
        en=f"write {name.en} so that it matches `{shown}`",
        fr=f"écrivez {name.fr} de façon à suivre `{shown}`",
    )


_NODE_KINDS: Mapping[Node, Bilingual] = MappingProxyType(
    {
        SH.IRI: Bilingual(
            en="an IRI, in Turtle <…> or a prefixed name", fr="un IRI, en Turtle <…> ou un nom préfixé"
        ),
        SH.Literal: Bilingual(
            en='a literal, in Turtle "…" or a number', fr='un littéral, en Turtle "…" ou un nombre'
        ),
        SH.BlankNode: Bilingual(
            en="a node without a name, in Turtle [ … ]", fr="un nœud sans nom, en Turtle [ … ]"
        ),
        SH.BlankNodeOrIRI: Bilingual(en="an IRI or [ … ], not a text", fr="un IRI ou [ … ], pas un texte"),
        SH.BlankNodeOrLiteral: Bilingual(
            en="a literal or [ … ], not an IRI", fr="un littéral ou [ … ], pas un IRI"
        ),
        SH.IRIOrLiteral: Bilingual(
            en="an IRI or a literal; give a node without a name an IRI of its own",
            fr="un IRI ou un littéral ; donnez à un nœud sans nom son propre IRI",
        ),
    }
)


def _node_kind(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    shown = written(shapes, argument)
    form = _NODE_KINDS.get(argument, Bilingual(en=shown, fr=shown))
    return Bilingual(en=f"write {name.en} as {form.en}", fr=f"écrivez {name.fr} sous la forme : {form.fr}")


def _languages(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    tags = ", ".join(f"`@{tag}`" for tag in listed(shapes, argument))
    return Bilingual(en=f"tag {name.en} with {tags}", fr=f"donnez à {name.fr} la langue {tags}")


def _logic(en: str, fr: str) -> _Hint:
    """Make a hint that lists what the shapes of a list ask."""

    def hint(shapes: Graph, argument: Node, _name: Bilingual, _value: Node | None) -> Bilingual:
        parts = [requirement(shapes, item, 1) for item in listed(shapes, argument)[:_MOST_LISTED]]
        return Bilingual(
            en=en + "; ".join(f"({n}) {p.en}" for n, p in enumerate(parts, 1)),
            fr=fr + " ; ".join(f"({n}) {p.fr}" for n, p in enumerate(parts, 1)),
        )

    return hint


def _shape(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    wanted = requirement(shapes, argument, 1)
    return Bilingual(
        en=f"change {name.en}: it must {wanted.en}", fr=f"changez {name.fr}, qui doit {wanted.fr}"
    )


def _not(shapes: Graph, argument: Node, name: Bilingual, _value: Node | None) -> Bilingual:
    wanted = requirement(shapes, argument, 1)
    return Bilingual(
        en=f"change {name.en}: it must not {wanted.en}", fr=f"changez {name.fr}, qui ne doit pas {wanted.fr}"
    )


def _closed(shapes: Graph, shape: Node, path: Node | None) -> Bilingual:
    """Name the properties that a closed shape allows, those nearest to the one that is there first."""
    parts = [shapes.value(part, SH.path) for part in shapes.objects(shape, SH.property)]
    ignored = [
        item for list_ in shapes.objects(shape, SH.ignoredProperties) for item in listed(shapes, list_)
    ]
    allowed = {local(node): written(shapes, node) for node in (*parts, *ignored) if isinstance(node, URIRef)}
    if path is not None and (hint := nearest(local(path), allowed)):
        return hint
    shown = ", ".join(sorted(allowed.values()))
    return Bilingual(
        en=f"remove the property, or use one of {shown}",
        fr=f"retirez la propriété, ou prenez-en une parmi {shown}",
    )


_HINTS: Mapping[str, _Hint] = MappingProxyType(
    {
        "class": _class,
        "datatype": _datatype,
        "nodeKind": _node_kind,
        "in": _in,
        "hasValue": _simple("write {} in {name}", "écrivez {} dans {name}"),
        "minInclusive": _simple(
            "give {name} a value of {} or more", "donnez à {name} une valeur de {} ou plus"
        ),
        "minExclusive": _simple("give {name} a value above {}", "donnez à {name} une valeur au-dessus de {}"),
        "maxInclusive": _simple(
            "give {name} a value of {} or less", "donnez à {name} une valeur de {} ou moins"
        ),
        "maxExclusive": _simple(
            "give {name} a value below {}", "donnez à {name} une valeur au-dessous de {}"
        ),
        "minLength": _min_length,
        "maxLength": _simple("shorten {name} to {} characters", "raccourcissez {name} à {} caractères"),
        "pattern": _pattern,
        "languageIn": _languages,
        "uniqueLang": _simple(
            "keep one text of {name} in each language", "gardez un texte de {name} par langue"
        ),
        "equals": _simple(
            "give {name} and {} the same values: one of them is wrong or incomplete",
            "donnez à {name} et {} les mêmes valeurs : l’un des deux est faux ou incomplet",
        ),
        "disjoint": _simple(
            "remove the value from {name} or from {}", "retirez la valeur de {name} ou de {}"
        ),
        "lessThan": _simple(
            "compare {name} and {} with the document: {name} must be the smaller or earlier one",
            "comparez {name} et {} au document : {name} doit être la plus petite ou la plus ancienne",
        ),
        "lessThanOrEquals": _simple(
            "compare {name} and {} with the document: {name} must not be the larger or later one",
            "comparez {name} et {} au document : {name} ne doit pas être la plus grande ou la plus récente",
        ),
        "minCount": _min_count,
        "maxCount": _max_count,
        "qualifiedMinCount": _simple(
            "add to {name} until {} of its values have the form that is asked for",
            "complétez {name} pour que {} de ses valeurs aient la forme demandée",
        ),
        "qualifiedMaxCount": _simple(
            "keep no more than {} such values of {name}", "ne gardez pas plus de {} telles valeurs de {name}"
        ),
        "node": _shape,
        "not": _not,
        "and": _logic("do all of this: ", "faites tout ceci : "),
        "or": _logic("do at least one of these: ", "faites au moins l’un de ceci : "),
        "xone": _logic("do exactly one of these: ", "faites exactement l’un de ceci : "),
    }
)
