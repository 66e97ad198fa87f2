"""Names of people, employers, courses and gemeenten. Every name of a person or an employer is made up."""

from typing import NamedTuple

VOORNAMEN = (
    "Aaf", "Bregje", "Çağla", "Dirkje", "Eefje", "Fenna", "Gijsje", "Hidde", "Inèz", "Jelmer", "Kees-Jan",
    "Łucja", "Mïeke", "Noud", "Ömer", "Pleun", "Quirijn", "Rémi", "Sjoerd", "Tjorven", "Ümit", "Veerle",
    "Wobke", "Xander", "Ysbrand", "Zoë",
)  # fmt: skip
ACHTERNAMEN = (
    "van Nergenshuizen", "Verzonnen", "de Bedachte", "Proefpersoon", "Testema", "van den Voorbeeld",
    "Denkbeeldig", "Nepstra", "ter Fictie", "Zogenaamd", "Uydurma", "Zmyślony",
)  # fmt: skip
GEWOON = (
    "Van Nergens", "Verzonnen & Zn.", "De Bedachte", "Nepstra", "Denkbeeldig", "Zogenaamd", "'t Voorbeeld",
    "Schijnbaar", "Bedenksel", "Van Nergenshuizen",
)  # fmt: skip
VREEMD = (
    "Fictiefoğlu", "Żmyślony", "Vymyšlený", "Påhittad", "Imaginär", "Uydurma", "Kitalált", "Hayalî",
    "Inventé Frères", "Ĳdelman", "Erdachtß", "Bịađặt", "Нигде",
)  # fmt: skip
NERGENS = GEWOON + VREEMD
"""Made-up owners: "made up" or "nowhere", plain and in the alphabets that Dutch registers hold."""

LANGE_NAAM = "Stichting Verzonnen Samenwerkingsverband voor Arbeid, Scholing en Participatie in de Regio {}"


class Branche(NamedTuple):
    """A kind of employer: `sector` and `aard` as UWV codes them, `uren` a month, and the occupations there.

    `weegt`: how likely; `klein`: may be one person without staff of a company.
    """

    naam: str
    sector: str
    aard: str
    uren: tuple[int, int]
    beroepen: tuple[str, ...]
    weegt: int
    klein: bool = False


BRANCHES = (
    Branche("Uitzendbureau {} B.V.", "052", "11", (90, 173), ("Productiemedewerker", "Orderpicker"), 30),
    Branche("Flexwerk {} B.V.", "052", "11", (60, 173), ("Inpakker", "Schoonmaker"), 12),
    Branche("Payroll {} B.V.", "052", "82", (40, 150), ("Bezorger", "Evenementenkracht"), 4),
    Branche(
        "Bouwbedrijf {}", "003", "01", (140, 173), ("Opperman", "Timmerman", "Metselaar"), 12, klein=True
    ),
    Branche("Schildersbedrijf {}", "056", "01", (130, 173), ("Schilder",), 4, klein=True),
    Branche("Stukadoors {} V.O.F.", "057", "01", (120, 173), ("Stukadoor",), 2),
    Branche("Dakdekkers {}", "055", "01", (130, 173), ("Dakdekker",), 2, klein=True),
    Branche("Sloopwerken {} B.V.", "003", "01", (130, 173), ("Sloper",), 2),
    Branche("Staalbouw {} B.V.", "010", "01", (140, 173), ("Lasser", "Constructiebankwerker"), 4),
    Branche("Garage {}", "012", "01", (100, 173), ("Automonteur", "Bandenmonteur"), 5, klein=True),
    Branche("Kwekerij {}", "001", "01", (60, 173), ("Kasmedewerker", "Oogstmedewerker"), 5, klein=True),
    Branche("Supermarkt {}", "018", "01", (20, 120), ("Vakkenvuller", "Kassamedewerker"), 7),
    Branche("Restaurant {} V.O.F.", "033", "01", (20, 140), ("Afwasser", "Kok", "Bediening"), 9),
    Branche("Café {}", "033", "01", (10, 100), ("Barmedewerker",), 3, klein=True),
    Branche("Krantenbezorging {} B.V.", "009", "02", (12, 40), ("Krantenbezorger",), 3),
    Branche("Schoonmaakbedrijf {} B.V.", "050", "01", (30, 150), ("Schoonmaker", "Glazenwasser"), 8),
    Branche("Transport {} B.V.", "032", "01", (120, 190), ("Chauffeur", "Heftruckchauffeur"), 7),
    Branche("Pakketdienst {}", "032", "01", (80, 173), ("Pakketbezorger",), 5, klein=True),
    Branche("Groothandel {} B.V.", "042", "01", (100, 173), ("Magazijnmedewerker",), 5),
    Branche("Slagerij {}", "017", "01", (80, 160), ("Slager",), 2, klein=True),
    Branche("Beveiliging {} B.V.", "053", "01", (100, 170), ("Beveiliger",), 2),
    Branche("Thuiszorg {}", "035", "01", (50, 140), ("Helpende zorg",), 2, klein=True),
    Branche("Werkvoorzieningschap {}", "067", "10", (90, 156), ("Groenmedewerker",), 2),
    Branche("Automatisering {} B.V.", "045", "01", (120, 173), ("Helpdeskmedewerker",), 1),
    Branche("Gemeentewerken {}", "064", "13", (120, 156), ("Reiniger",), 2),
    Branche(LANGE_NAAM, "044", "01", (60, 156), ("Medewerker kringloopwinkel",), 1),
)

GEMEENTEN = {
    "0363": "Amsterdam", "0599": "Rotterdam", "0518": "'s-Gravenhage", "0344": "Utrecht", "0855": "Tilburg",
    "0772": "Eindhoven", "0014": "Groningen", "0034": "Almere", "0758": "Breda", "0268": "Nijmegen",
    "0202": "Arnhem", "0153": "Enschede", "0193": "Zwolle", "0080": "Leeuwarden", "0935": "Maastricht",
    "0917": "Heerlen", "0505": "Dordrecht", "0995": "Lelystad", "0796": "'s-Hertogenbosch", "0060": "Ameland",
}  # fmt: skip
"""Some gemeenten by their CBS code; a big one is as likely as a small one, but for the first five."""

OPLEIDINGEN: dict[str, tuple[str, ...]] = {
    "VO-PRO": ("Praktijkonderwijs",),
    "VO-VMBO-BB": ("Vmbo basis bouwen, wonen en interieur", "Vmbo basis economie en ondernemen"),
    "VO-VMBO-KB": ("Vmbo kader mobiliteit en transport", "Vmbo kader horeca, bakkerij en recreatie"),
    "VO-VMBO-GL": ("Vmbo gemengde leerweg",),
    "VO-VMBO-TL": ("Vmbo theoretische leerweg",),
    "VO-HAVO": ("Havo",),
    "VO-VWO": ("Vwo",),
    "MBO-1": ("Assistent bouwen, wonen en onderhoud", "Assistent horeca en voeding"),
    "MBO-2": ("Metaalbewerken", "Logistiek medewerker", "Kok", "Patiëntenvervoer", "Gastheer café en bar"),
    "MBO-3": ("Eerste autotechnicus", "Verzorgende IG", "Allround timmerman"),
    "MBO-4": ("Middenkader engineering", "Sociaal werk", "Manager transport en logistiek"),
    "HBO-BA": ("Bedrijfskunde", "Social Work", "Werktuigbouwkunde"),
    "HBO-MA": ("Management en innovatie",),
}
BRINNEN = ("25LZ", "25PZ", "00GT", "04EU", "01OE", "08PG", "16TV", "21CY", "25MB", "30RM")
