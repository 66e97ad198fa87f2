"""One question and its answer, about a test person, for the OpenAPI document and the pages."""

import msgspec

QUESTION = """{
  "burgerservicenummer": "999990019",
  "geboortedatum": "1994-03-14",
  "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
  "zaakkenmerk": "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11",
  "gemeenten": ["0855"]
}"""

ANSWER = """{
  "raadpleging": {
    "raadplegingId": "019a3e8c-4f80-7c21-9b1e-5d2f6a7c8e90",
    "tijdstip": "2026-11-01T08:12:00Z",
    "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
    "doelbindingVersie": "2026-01-01",
    "contractDigest": "sha256:5f16a4d1e7c3b2908f6d5e4c3b2a19087f6e5d4c3b2a190817263544f3e2d1c0",
    "zaakkenmerk": "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11"
  },
  "volledig": false,
  "onvolledig": ["arbeidsmarktkwalificatie.werkervaring"],
  "persoon": {
    "burgerservicenummer": "999990019",
    "geboortedatum": {"type": "Datum", "datum": "1994-03-14"},
    "vergewist": "JA"
  },
  "arbeidsmarktkwalificatie": {
    "indicatieStartkwalificatie": "JA",
    "opleiding": [
      {
        "omschrijvingOpleidingsnaam": "Metaalbewerken",
        "codeNiveauOpleiding": {"code": "MBO-2", "omschrijving": "mbo niveau 2"},
        "nlqfNiveau": "2",
        "indicatieDiploma": "JA",
        "datumDiploma": {"type": "JaarDatum", "jaar": 2014},
        "codeStatusOpleiding": {"code": "1", "omschrijving": "Succesvol afgerond"},
        "bron": "DUO",
        "herkomst": "REGISTRATIE",
        "rij": "q1J0bW9kZXJu"
      }
    ]
  },
  "uitkeringsverhouding": [
    {
      "categorie": "BIJSTAND",
      "codeSzWet": {"code": "PW", "omschrijving": "Participatiewet"},
      "datumAanvangUitkeringsverhouding": {"type": "Datum", "datum": "2024-02-01"},
      "indicatieLopend": "JA",
      "gemeente": {"code": "0855"},
      "bron": "GEMEENTE_UITKERING",
      "herkomst": "REGISTRATIE",
      "rij": "c3R1azEyMzQ1"
    }
  ],
  "bronnen": [
    {
      "bron": "UWV_POLIS",
      "bronStatus": "NIET_BESCHIKBAAR",
      "oorzaak": "TIJD_OM",
      "opnieuwVanaf": "2026-11-01T08:12:30Z"
    },
    {"bron": "DUO", "bronStatus": "GEVONDEN", "peildatum": "2026-11-01"},
    {"bron": "SVB", "bronStatus": "NIETS_GEVONDEN", "peildatum": "2026-11-01"},
    {"bron": "GEMEENTE_UITKERING", "gemeente": "0855", "bronStatus": "GEVONDEN", "peildatum": "2026-11-01"}
  ],
  "nietGeleverd": [
    {
      "veld": "arbeidsmarktkwalificatie.werkervaring.naamOrganisatie",
      "bron": "UWV_POLIS",
      "reden": "BRON_NIET_BESCHIKBAAR"
    },
    {"veld": "uitkeringsverhouding.categorie", "bron": "SVB", "reden": "NIETS_GEVONDEN"}
  ]
}"""


def question() -> dict[str, object]:
    """Give the example question."""
    return msgspec.json.decode(QUESTION, type=dict[str, object])


def compact_answer() -> str:
    """Give the example answer on one line, as it travels."""
    return msgspec.json.encode(answer()).decode()


def answer() -> dict[str, object]:
    """Give the example answer: one source was too late, so work history is absent and said to be."""
    return msgspec.json.decode(ANSWER, type=dict[str, object])
