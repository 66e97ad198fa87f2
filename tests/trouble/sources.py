"""`python -m tests.trouble.sources --people 500`: mock sources that know so many watermarked people."""

import argparse
import sys
from dataclasses import replace

from adapters.mock.http_server import http_server, serve
from adapters.mock.ports import bronnen_of, listen, only
from adapters.mock.server import serve_world
from adapters.mock.world import build_world
from tests.trouble.people import life_of


def main() -> None:
    """Serve on a free port until killed; says the address when it listens."""
    parser = argparse.ArgumentParser(description="Nagebootste bronnen over mensen met een watermerk.")
    parser.add_argument("--people", type=int, default=500, help="zoveel mensen")
    parser.add_argument("--bron", help="alleen deze bron")
    options = parser.parse_args()
    lives = {life.bsn: life for life in map(life_of, range(options.people))}
    world = replace(build_world(), lives=lives)
    world = only(world, [options.bron] if options.bron else bronnen_of(world))
    listening = listen("127.0.0.1", 0, [None])
    sys.stdout.write("http://{}:{}\n".format(*listening[0].address))
    sys.stdout.flush()
    serve(http_server(serve_world(world, keep=1), listening), listening)


if __name__ == "__main__":
    main()
