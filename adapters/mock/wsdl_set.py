"""The WSDLs with their schemas as one folder that SoapUI and other clients read without anything else."""

from collections.abc import Mapping
from pathlib import Path

from adapters.mock.files import PORT_OF_CONTRACT
from adapters.mock.world import World, service_folder


def write_wsdl_set(world: World, folder: Path, addresses: Mapping[str, str]) -> list[Path]:
    """Write `<bron>/<dienst>-<versie>/*.wsdl|xsd` and `suwiml/*.xsd`, and give the WSDLs written.

    The imports between them stay as the contracts have them: relative. `addresses` says by bron where it
    listens. Raises OSError when the folder cannot be written.
    """
    written = []
    for service in world.services:
        if service.soap:
            source = service_folder(world.folder, service)
            _copy(source, folder / service.bron / service.key)
            wsdl = folder / service.bron / service.key / f"{service.name}.wsdl"
            text = (source / wsdl.name).read_text("utf-8")
            _write(wsdl, text.replace(PORT_OF_CONTRACT, f"{addresses[service.bron]}/"))
            written.append(wsdl)
    _copy(world.folder / "suwiml", folder / "suwiml")
    return written


def _copy(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in source.glob("*.xsd"):
        _write(folder / file.name, file.read_text("utf-8"))


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
