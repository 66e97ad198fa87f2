"""Write what every source answers about the people of a seed: `python write_answers.py COUNT SEED FILE`."""

import sys
from pathlib import Path

from adapters.mock import rest, soap
from adapters.mock.service import Asked
from adapters.mock.world import World, build_world


def answers(world: World, bsn: str) -> bytes:
    """Give every SOAP body and every whole REST dossier about a person, and what the lookups say."""
    life = world.lives[bsn]
    written = [rest.write(lookup.answer(life)) for lookup in world.lookups]
    for service in world.services:
        client = world.client(service, bsn, Asked())
        if service.soap:
            body = soap.write_found(service, client, period=None) if client else soap.write_nothing(service)
            written.append(body.encode())
        if client:
            written.append(rest.write(rest.dossier(client, life.geboortedatum, None)))
    return b"\n".join(written)


if __name__ == "__main__":
    count, seed, file = sys.argv[1:]
    everybody = build_world(bevolking=int(count), seed=int(seed))
    Path(file).write_bytes(b"\n\n".join(answers(everybody, bsn) for bsn in everybody.lives))
