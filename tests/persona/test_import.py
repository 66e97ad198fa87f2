"""`gateway persona import`: a verdict per file, and the good ones served as they are."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from adapters.mock.lives import LifeError
from adapters.mock.own.promise import read_vocabulary
from adapters.mock.own.validate import life_files, validate_lives
from adapters.mock.world import CONTRACTS, build_world
from tests.fakes.processes import ROOT, mock_sources
from tests.persona.messages import NOTHING, SVB, bijstand, duo, svb

PERSON, OTHER, REAL = "999994293", "999991450", "111222333"
REQUEST = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    f'<s:SVBPersoonsInfo xmlns:s="{SVB}"><Burgerservicenr>{{}}</Burgerservicenr></s:SVBPersoonsInfo>'
    "</soap:Body></soap:Envelope>"
)
SVB_FILE, DUO_FILE = "SVBDossierPersoonGSD_SVBPersoonsInfo", "DUODossierPersoonGSD_DUOPersoonsInfo"
FILES = {
    f"{SVB_FILE}_{PERSON}.xml": svb(PERSON),
    f"{DUO_FILE}_{PERSON}.xml": duo(PERSON),
    f"Bijstandsregelingen_BijstandsregelingenInfo_{PERSON}.xml": bijstand(PERSON, "0855", "0599"),
    f"{SVB_FILE}_{OTHER}.xml": NOTHING,
    f"{SVB_FILE}_999990019.xml": svb("999990019", geslacht="v"),
    f"{DUO_FILE}_{OTHER}.xml": duo(PERSON),
    f"SVBDossierPersoonGSD_Anders_{PERSON}.xml": svb(PERSON),
    f"{SVB_FILE}_{REAL}.xml": svb(REAL),
    f"{SVB_FILE}_999996769.xml": svb("999996769").replace("<Geslacht>", f"<!-- was {REAL} --><Geslacht>"),
    f"{SVB_FILE}_999993549.xml": svb(
        "999993549", extra="<Kind><Burgerservicenr>123456789</Burgerservicenr></Kind>"
    ),
    "notities.xml": "<x/>",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Import the folder once, for machines."""
    folder = tmp_path_factory.mktemp("import")
    source, target = folder / "van", folder / "naar"
    source.mkdir()
    for name, text in FILES.items():
        (source / name).write_text(text, "utf-8")
    command = [
        sys.executable,
        "-m",
        "gateway",
        "persona",
        "import",
        str(source),
        "--uit",
        str(target),
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    return done, target


def test_every_file_has_a_verdict(imported: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """Valid ones are taken, invalid ones rejected with line and cure, a number of a person skipped."""
    done, _ = imported
    verdicts = {file["bestand"]: file for file in json.loads(done.stdout)["bestanden"]}
    assert done.returncode == 1
    assert {name: file["oordeel"] for name, file in verdicts.items()} == {
        f"{SVB_FILE}_{PERSON}.xml": "GOED",
        f"{DUO_FILE}_{PERSON}.xml": "GOED",
        f"Bijstandsregelingen_BijstandsregelingenInfo_{PERSON}.xml": "GOED",
        f"{SVB_FILE}_{OTHER}.xml": "GOED",
        f"{SVB_FILE}_999990019.xml": "AFGEWEZEN",
        f"{DUO_FILE}_{OTHER}.xml": "AFGEWEZEN",
        f"SVBDossierPersoonGSD_Anders_{PERSON}.xml": "AFGEWEZEN",
        f"{SVB_FILE}_*********.xml": "OVERGESLAGEN",
        f"{SVB_FILE}_999996769.xml": "OVERGESLAGEN",
        f"{SVB_FILE}_999993549.xml": "AFGEWEZEN",
        "notities.xml": "AFGEWEZEN",
    }
    [sex] = verdicts[f"{SVB_FILE}_999990019.xml"]["fouten"]
    assert (sex["regel"], sex["plaats"]) == (5, "ClientSuwi.Geslacht")
    assert sex["herstel"] == "schrijf 1 voor man, 2 voor vrouw, 9 voor onbekend"
    [other] = verdicts[f"{DUO_FILE}_{OTHER}.xml"]["fouten"]
    assert other["fout"] == "het antwoord gaat over een andere persoon"


def test_no_number_of_a_person_is_printed_or_kept(
    imported: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    """A number outside the test range stands in no output, no file and no file name."""
    done, target = imported
    kept = "".join(f"{path}{path.read_text('utf-8')}" for path in target.rglob("*") if path.is_file())
    for number in (REAL, "123456789"):
        assert number not in done.stdout + done.stderr + kept


def test_imported_lives_are_valid_and_hold_the_answers(
    imported: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    """Per person one life, without a fault, with each answer in a file of its own beside it."""
    _, target = imported
    files = life_files([target])
    assert [path.stem for path in files] == [OTHER, PERSON]
    assert validate_lives(files, build_world(), read_vocabulary(CONTRACTS)) == []
    whole = target / PERSON / f"{SVB_FILE}.xml"
    assert whole.read_text("utf-8") == svb(PERSON).partition("?>\n")[2].rstrip("\n")


def test_imported_answers_are_served_as_they_are(
    imported: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    """SOAP gives the very bytes of the file; REST gives the same ClientSuwi, of a gemeente its own rows."""
    _, target = imported
    with mock_sources("--personas", str(target)) as sources, httpx.Client(base_url=sources.url) as client:
        path = "/svb/suwibroker/soap/SVBDossierPersoonGSD-v0200"
        found, nothing = (client.post(path, content=REQUEST.format(bsn)).text for bsn in (PERSON, OTHER))
        dossiers = client.post(
            "/duo/v1/onderwijsdossiers",
            json={"burgerservicenummer": PERSON, "fields": ["indStartkwalificatieDuo"]},
        ).json()
        known = client.post("/gemeente/v1/registraties", json={"burgerservicenummer": PERSON}).json()
        benefits = client.post(
            "/gemeente/gemeenten/0599/v1/uitkeringen",
            json={"burgerservicenummer": PERSON, "fields": ["uitkeringsverhouding.bron.cdPartijSuwi"]},
        ).json()
    body = (target / PERSON / f"{SVB_FILE}.xml").read_text("utf-8")
    assert f"<soap:Body>{body}</soap:Body>" in found
    assert f"<soap:Body>{NOTHING}</soap:Body>" in nothing
    [dossier] = dossiers["dossiers"]
    assert dossier == {
        "burgerservicenummer": PERSON,
        "geboortedatum": "19570205",
        "indStartkwalificatieDuo": "1",
    }
    assert known == {"gemeenten": ["0599", "0855"]}
    [benefit] = benefits["dossiers"]
    assert benefit["uitkeringsverhouding"] == [{"bron": {"cdPartijSuwi": "0599"}}]


def test_an_answer_about_another_person_is_not_served(
    imported: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path
) -> None:
    """Only the echo of an imported answer is checked: about another person it is refused at the start."""
    _, target = imported
    life = (target / f"{PERSON}.toml").read_text("utf-8").replace(f'bsn = "{PERSON}"', f'bsn = "{OTHER}"')
    (tmp_path / "X.toml").write_text(life, "utf-8")
    (target / PERSON).rename(tmp_path / PERSON)
    with pytest.raises(LifeError, match=r"X\.toml: antwoord\.\w+: het antwoord gaat over een andere persoon"):
        build_world(tmp_path)
    (tmp_path / PERSON).rename(target / PERSON)


def test_a_folder_without_answers_or_a_full_target_is_exit_2(tmp_path: Path) -> None:
    """Nothing to import, or a target that holds something, ends with 2 and nothing is written."""
    (tmp_path / "van").mkdir()
    (tmp_path / "naar").mkdir()
    (tmp_path / "naar" / "iets.txt").write_text("x", "utf-8")
    command = [sys.executable, "-m", "adapters.mock", "persona", "import", "van", "--uit", "naar"]
    empty = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    (tmp_path / "van" / f"{SVB_FILE}_{PERSON}.xml").write_text(svb(PERSON), "utf-8")
    full = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert (empty.returncode, "geen bestanden *.xml gevonden" in empty.stderr) == (2, True)
    assert (full.returncode, "deze map is niet leeg" in full.stderr) == (2, True)
    assert [path.name for path in (tmp_path / "naar").iterdir()] == ["iets.txt"]
