"""The tables of attacks: one row each. `docs/bestendigheid.md` and the tests are both made of these.

A new attack is a row here and a function that makes its answers; a new table is a name in TABLES.
"""

from collections.abc import Iterator, Mapping

from tests.hostile import envelope, person, rest, sizes, soap
from tests.hostile.attack import (
    FAULT,
    NOT_READ,
    OTHER_PERSON,
    TOO_LARGE,
    UNUSABLE,
    Attack,
    Bad,
    Unread,
    distinct,
)
from tests.hostile.scene import Scene, dossiers, over_json, over_xml

XML: tuple[Attack[Bad], ...] = (
    Attack(
        "X1-doctype",
        "een DOCTYPE van elke soort, met en zonder entiteiten in waarden",
        UNUSABLE,
        soap.doctype,
    ),
    Attack(
        "X3-bom",
        "entiteiten die uitgroeien: tot de tiende macht, kwadratisch, in een kring",
        UNUSABLE,
        sizes.xml_bombs,
    ),
    Attack("X4-afgebroken", "het antwoord, afgebroken na elke elf bytes", UNUSABLE, soap.truncated),
    Attack(
        "X4-omheen",
        "iets voor het begin of na het eind, of het hele antwoord twee keer",
        UNUSABLE,
        soap.trailing,
    ),
    Attack("X5-diep", "elementen in elkaar, dieper dan honderd", UNUSABLE, sizes.xml_deep),
    Attack("X7-element", "een element midden in elke geplande waarde", UNUSABLE, soap.element_inside),
    Attack(
        "X8-typering",
        "xsi:nil of xsi:type op elk gepland element, ook met het adres in tekens",
        UNUSABLE,
        soap.typed,
    ),
    Attack(
        "X8-naamruimte",
        "de juiste naam van persoon, dossier of antwoord in een andere naamruimte",
        UNUSABLE,
        envelope.moved_person,
    ),
    Attack("X8-verplaatst", "elk gepland element ergens anders, of ook daar", UNUSABLE, soap.moved),
    Attack("X9-dubbel", "elk element dat een keer mag, twee keer", UNUSABLE, soap.doubled),
    Attack(
        "X9-lichamen",
        "twee Bodies, twee berichten, geen bericht, of een Body op een andere plaats",
        UNUSABLE,
        envelope.bodies,
    ),
    Attack(
        "X9-keuze",
        "twee dossiers, een dossier naast NietsGevonden, of FWI in een onbekende versie",
        UNUSABLE,
        envelope.choices,
    ),
    Attack(
        "X9-volgorde", "elk gepland element voor een element waar het na hoort", UNUSABLE, soap.disordered
    ),
    Attack(
        "X13-adressering",
        "een antwoord op een andere vraag, of zonder of met dubbele adressering",
        UNUSABLE,
        envelope.headers,
    ),
    Attack(
        "X14-tekens",
        "bytes die geen UTF-8 zijn en tekens die geen XML zijn, in elke waarde",
        UNUSABLE,
        soap.bytes_inside,
    ),
    Attack("X14-codering", "het antwoord in UTF-16, UTF-32, UTF-7 of EBCDIC", UNUSABLE, soap.encodings),
    Attack(
        "X14-stuurtekens", "stuurtekens die XML toelaat, in elke geplande waarde", UNUSABLE, soap.controls
    ),
    Attack(
        "X14-onzichtbaar",
        "onzichtbare en richtingstekens in codes, datums en getallen",
        UNUSABLE,
        soap.invisible,
    ),
    Attack(
        "X15-bijlage",
        "een verwijzing naar een bijlage, of een ander element, in plaats van een waarde",
        UNUSABLE,
        soap.nested,
    ),
    Attack("X17-fout", "een SOAP Fault met gegevens, opmaak en een BSN erin", FAULT, envelope.faults),
    Attack("X17-fout-ernaast", "een SOAP Fault en gegevens in een Body", UNUSABLE, envelope.faults_beside),
    Attack(
        "X18-iets-anders",
        "een pagina, JSON, niets, of SOAP 1.2 waar een antwoord hoort",
        UNUSABLE,
        envelope.other_things,
    ),
    Attack(
        "X18-dienst", "het antwoord van een andere dienst of een andere versie", UNUSABLE, envelope.services
    ),
    Attack("X19-versie", "XML 1.1, of een andere codering in de aanhef", UNUSABLE, soap.versions),
)
"""Answers over SOAP, tried on every source that can be asked so."""

JSON: tuple[Attack[Bad], ...] = (
    Attack("J1-dubbel", "elk lid twee keer, ook met een naam in tekens", UNUSABLE, rest.doubled),
    Attack(
        "J1-dubbel-elders", "een lid twee keer waar niets wordt gelezen", UNUSABLE, rest.doubled_elsewhere
    ),
    Attack(
        "J2-getallen",
        "op elke plaats een andere soort waarde: NaN, oneindig, grote getallen, null, een lijst",
        UNUSABLE,
        rest.kinds,
    ),
    Attack("J3-diep", "lijsten en objecten in elkaar, dieper dan honderd", UNUSABLE, sizes.json_deep),
    Attack(
        "J5-tekens",
        "halve surrogaten, rauwe stuurtekens en bytes die geen UTF-8 zijn, in elke tekst",
        UNUSABLE,
        rest.odd_characters,
    ),
    Attack("J6-afgebroken", "het antwoord, afgebroken na elke byte", UNUSABLE, rest.truncated),
    Attack(
        "J6-omheen",
        "een BOM, iets voor het begin of na het eind, een andere codering, bijna-JSON",
        UNUSABLE,
        rest.trailing,
    ),
    Attack("J7-iets-anders", "iets anders waar een antwoord hoort", UNUSABLE, rest.other_things),
)
"""Answers over REST, tried on every source that can be asked so, and on the verwijsindex."""

DOSSIERS: tuple[Attack[Bad], ...] = (
    Attack("J5-stuurtekens", "stuurtekens in elke geplande waarde", UNUSABLE, rest.controls),
    Attack(
        "J5-onzichtbaar",
        "onzichtbare en richtingstekens in codes, datums en getallen",
        UNUSABLE,
        rest.invisible,
    ),
    Attack("J7-twee-dossiers", "twee dossiers, van dezelfde of van een ander", UNUSABLE, rest.two_dossiers),
)
"""Answers over REST of sources that hold dossiers."""

INDEX: tuple[Attack[Bad], ...] = (
    Attack(
        "J7-sleutels",
        "een verwijsindex die iets anders dan gemeentecodes noemt, of te veel",
        UNUSABLE,
        rest.keys,
    ),
)

PERSON: tuple[Attack[Bad], ...] = (
    Attack(
        "W1-ander", "het antwoord over een ander: veertig andere testpersonen", OTHER_PERSON, person.others
    ),
    Attack("W1-bijna", "het BSN in een andere vorm", OTHER_PERSON, person.almost),
    Attack("W1-geboortedatum", "het gevraagde BSN met een andere geboortedatum", OTHER_PERSON, person.born),
    Attack("W1-niemand", "het antwoord zonder BSN, of met het BSN van de partner", UNUSABLE, person.nobody),
)
"""Answers about somebody else, over SOAP and REST."""

LARGE_XML: tuple[Attack[Bad], ...] = (
    Attack(
        "X5-breed",
        "meer dan 500.000 elementen en teksten, 1.000 attributen of 2.000 namen",
        TOO_LARGE,
        sizes.xml_wide,
    ),
    Attack("X5-rijen", "meer dan 10.000 rijen van een soort", TOO_LARGE, sizes.xml_rows),
    Attack("X5-vol", "tot vlak onder elke grens gevuld, en over een ander", OTHER_PERSON, sizes.xml_full),
)
LARGE_JSON: tuple[Attack[Bad], ...] = (
    Attack("J3-breed", "meer dan 500.000 namen en waarden", TOO_LARGE, sizes.json_wide),
    Attack("J3-rijen", "meer dan 10.000 rijen van een soort", TOO_LARGE, sizes.json_rows),
    Attack("J3-vol", "tot vlak onder elke grens gevuld, en over een ander", OTHER_PERSON, sizes.json_full),
)
"""Answers of megabytes; tried on two sources of each kind, since it does not matter which."""

UNREAD_XML: tuple[Attack[Unread], ...] = (
    Attack(
        "X6-ernaast",
        "XInclude, een bijlage of het lichaam van een ander, waar niets wordt gelezen",
        NOT_READ,
        soap.beside,
    ),
)
UNREAD_JSON: tuple[Attack[Unread], ...] = (
    Attack(
        "J7-onbekend", "leden waar niet om is gevraagd, ook met het BSN van een ander", NOT_READ, rest.unknown
    ),
)
"""What is not refused, because the rest of it is sound, and not read either."""

ANSWERS: Mapping[str, tuple[Attack[Bad], ...]] = {
    "XML en SOAP": XML + LARGE_XML,
    "JSON en REST": JSON + DOSSIERS + INDEX + LARGE_JSON,
    "De verkeerde persoon": PERSON,
}


def scenes_of(attack: Attack[Bad] | Attack[Unread]) -> tuple[Scene, ...]:
    """Give the sources on which an attack is tried."""
    if attack in (*XML, *UNREAD_XML):
        return over_xml()
    if attack in LARGE_XML:
        return over_xml()[:2]
    if attack in LARGE_JSON:
        return dossiers()[:2]
    if attack in PERSON:
        return over_xml() + dossiers()
    if attack in INDEX:
        return tuple(scene for scene in over_json() if scene.source.operatie.is_index)
    return over_json() if attack in (*JSON, *UNREAD_JSON) else dossiers()


def every_answer() -> Iterator[tuple[Attack[Bad], Scene, bytes]]:
    """Give every bad answer of every table."""
    for attacks in ANSWERS.values():
        for attack in attacks:
            for scene, content in distinct(attack, scenes_of(attack)):
                yield attack, scene, content
