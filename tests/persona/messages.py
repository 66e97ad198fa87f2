"""Messages as public mocks write them, good and bad."""

SVB = "http://bkwi.nl/SuwiML/Diensten/SVBDossierPersoonGSD/v0200"
DUO = "http://bkwi.nl/SuwiML/Diensten/DUODossierPersoonGSD/v0300"
BIJSTAND = "http://bkwi.nl/SuwiML/Diensten/Bijstandsregelingen/v0500"


def svb(bsn: str, *, extra: str = "", geslacht: str = "2") -> str:
    """Give an answer of the SVB, one element on a line; `extra` after the first benefit."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<s:SVBPersoonsInfoResponse xmlns:s="{SVB}">
  <ClientSuwi>
    <Burgerservicenr>{bsn}</Burgerservicenr>
    <Geslacht>{geslacht}</Geslacht>
    <Geboortedat>19570205</Geboortedat>
    <Uitkeringsverhouding>
      <DatBUitkeringsverhouding>20231205</DatBUitkeringsverhouding>
      <SzWet><CdSzWet>AOW</CdSzWet></SzWet>
      <Uitkeringsperiode>
        <DatBUitkeringsperiode>20231205</DatBUitkeringsperiode>
        <SpecifiekeGegevensAow><IndPartnertoeslagAow>2</IndPartnertoeslagAow></SpecifiekeGegevensAow>
        <BrutoUitkeringsbedr><WaardeBedr>125000</WaardeBedr></BrutoUitkeringsbedr>
      </Uitkeringsperiode>
    </Uitkeringsverhouding>{extra}
  </ClientSuwi>
</s:SVBPersoonsInfoResponse>
"""


def duo(bsn: str) -> str:
    """Give an answer of DUO in an envelope."""
    return f"""\
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="{DUO}"><soap:Body>
<d:DUOPersoonsInfoResponse><ClientSuwi>
<Burgerservicenr>{bsn}</Burgerservicenr><IndStartkwalificatieDuo>1</IndStartkwalificatieDuo>
</ClientSuwi></d:DUOPersoonsInfoResponse></soap:Body></soap:Envelope>
"""


def bijstand(bsn: str, *codes: str) -> str:
    """Give an answer with one benefit per gemeente."""
    rows = "".join(
        "<Uitkeringsverhouding><DatBUitkeringsverhouding>20240201</DatBUitkeringsverhouding>"
        "<SzWet><CdSzWet>PW</CdSzWet></SzWet><Uitkeringsperiode>"
        "<DatBUitkeringsperiode>20240201</DatBUitkeringsperiode></Uitkeringsperiode>"
        f"<Bron><CdKolomSuwi>1</CdKolomSuwi><CdPartijSuwi>{code}</CdPartijSuwi></Bron></Uitkeringsverhouding>"
        for code in codes
    )
    return (
        f'<b:BijstandsregelingenInfoResponse xmlns:b="{BIJSTAND}"><ClientSuwi>'
        f"<Burgerservicenr>{bsn}</Burgerservicenr>{rows}</ClientSuwi></b:BijstandsregelingenInfoResponse>"
    )


NOTHING = (
    f'<s:SVBPersoonsInfoResponse xmlns:s="{SVB}"><f:NietsGevonden '
    'xmlns:f="http://bkwi.nl/SuwiML/FWI/v0205">Niet gevonden</f:NietsGevonden></s:SVBPersoonsInfoResponse>'
)
