"""THE story of a check: reach the source, see its certificate, ask about a test person, judge the answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.checking import message
from gateway.checking.connection import certificates, connect, tls
from gateway.checking.message import Answer
from gateway.checking.person import Person
from gateway.checking.schema import json_schema, xml_schema
from gateway.checking.target import Target
from gateway.checking.verdict import SourceReport, Verdict, cleaned, complete
from gateway.clock import Clock
from gateway.core.call import Call, Raw
from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.logs import describe
from gateway.sources.tls import context_for

_REAL = "een echte bron wordt niet gevraagd zonder doelbinding en logboek; vraag haar testomgeving met --url"
_NOT_ASKED = "er is niets gevraagd: de verbinding lukte niet"
_NO_ANSWER = "er was niets om na te kijken"
_ONLY_SOAP = ("handtekening", "adressering")
_SALT = b"a check keeps no rows"


@dataclass(frozen=True, slots=True)
class Tools:
    """What a check needs from the outside; `random` names traces, `message_id` questions."""

    clock: Clock
    message_id: Callable[[], str]
    random: Callable[[int], bytes] = field(repr=False)


async def check(target: Target, tools: Tools) -> SourceReport:
    """Check one operation; raises nothing because of what a source does."""
    person, stappen = target.person, await _connection(target, tools)
    milliseconds: int | None = None
    if any(stap.oordeel == "FOUT" for stap in stappen if stap.stap != "certificaten"):
        why = _NOT_ASKED
    elif person is None:
        why = _REAL
    else:
        why = _NO_ANSWER
        asked, milliseconds = await _asked(target, person, tools)
        stappen += asked
    secrets = () if person is None else (person.bsn.reveal(), person.geboortedatum)
    return SourceReport(
        bron=target.plan.bron,
        bericht=target.bericht,
        koppelvlak=target.plan.operatie.koppelvlak,
        testpersoon=None if person is None else person.naam,
        stappen=tuple(cleaned(stap, secrets) for stap in complete(stappen, why)),
        milliseconden=milliseconds,
    )


async def _connection(target: Target, tools: Tools) -> list[Verdict]:
    """Look at the connection; over plain http there is no TLS to look at."""
    url, moment, material = target.opened.link.url, tools.clock.real(), target.opened.material()
    secured = url.startswith("https://")
    found = [certificates(material, moment, secured=secured), await connect(url)]
    if found[-1].oordeel == "FOUT":
        return found
    if not secured:
        return [*found, Verdict("tls", "NIET_GEKEKEN", "http: zonder TLS, alleen bij een nagebootste bron")]
    return [*found, await tls(url, context_for(material, target.oin), moment)]


async def _asked(target: Target, person: Person, tools: Tools) -> tuple[list[Verdict], int | None]:
    """Ask, read as the gateway reads, and judge; the answer is dropped here."""
    source = await asyncio.to_thread(target.source)
    loop = asyncio.get_running_loop()
    started = loop.time()
    call = _call(target, person, tools, started + target.seconds)
    try:
        raw = await source.fetch(call)
    except SourceError as error:
        return [_unanswered(error)], None
    milliseconds = round((loop.time() - started) * 1000)
    facts, refused = await _read(target, raw, call)
    soap = target.plan.operatie.koppelvlak == "soap"
    root = message.parsed(raw, target.opened.max_elements) if soap else None
    answer = Answer(raw, call, facts, refused, root)
    judged = await asyncio.to_thread(_judged, answer, target)
    return [*judged, message.duration(milliseconds, target.seconds)], milliseconds


def _call(target: Target, person: Person, tools: Tools, deadline: float) -> Call:
    return Call(
        plan=target.plan,
        bsn=person.bsn,
        today=tools.clock.today(),
        deadline=deadline,
        traceparent=f"00-{tools.random(16).hex()}-{tools.random(8).hex()}-00",
        bericht=tools.message_id(),
        geboortedatum=person.geboortedatum,
        salt=_SALT,
        toestemming="",
        gemeente=target.gemeente,
    )


async def _read(target: Target, raw: Raw, call: Call) -> tuple[Facts | None, SourceError | None]:
    try:
        return await target.reader().read(raw, call), None
    except SourceError as error:
        return None, error
    except Exception as error:  # noqa: BLE001 - a surprise in one answer must not take the whole report with it
        return None, SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR", why=describe(error))


def _unanswered(error: SourceError) -> Verdict:
    words = {
        "TIJD_OM": ("geen antwoord op tijd", "meet de bron, of geef haar meer tijd met TIJD_TOTAAL"),
        "VERBINDING": (
            "de bron breekt de verbinding af",
            "spreekt zij HTTP, en neemt zij ons certificaat aan?",
        ),
        "TE_GROOT": ("het antwoord is te groot", "stuur minder: 8 MB is de grens"),
        "GRONDSLAG": ("er gaan alleen testpersonen naar deze bron", "kies een ander met --testpersoon"),
    }
    unusable = ("het antwoord is niet te lezen", "stuur het zonder Content-Encoding")
    return Verdict("http", "FOUT", *words.get(error.oorzaak or "", unusable))


def _judged(answer: Answer, target: Target) -> list[Verdict]:
    """Judge an answer layer by layer; a layer that failed is the last that is judged by itself."""
    http, form = message.http(answer), message.form(answer)
    read = [message.reading(answer), message.person(answer), message.drift(answer)]
    stappen = [http, *(verdict for verdict in read if verdict is not None)]
    fault = message.is_fault(answer)
    if http.oordeel == "FOUT" and not fault:
        return stappen
    stappen.append(form)
    if form.oordeel == "FOUT":
        return stappen
    if answer.operatie.koppelvlak == "rest":
        absent = [Verdict(stap, "NIET_GEKEKEN", "bestaat alleen over SOAP") for stap in _ONLY_SOAP]
        return [*stappen, *absent, json_schema(target.folder, answer.operatie, answer.raw.body)]
    stappen.append(message.signature(answer, demanded=target.opened.verifier is not None))
    if fault or answer.root is None:
        return stappen
    return [*stappen, message.addressing(answer), xml_schema(target.folder, answer.operatie, answer.root)]
