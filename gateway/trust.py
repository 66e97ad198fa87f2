"""Whose access tokens are believed: those of the issuer of the settings, else of the demo issuer."""

import httpx

from gateway.access import AccessVerifier, KeySource, RemoteKeys, StaticKeys, TokenRules
from gateway.clock import Clock
from gateway.issuer import AUDIENCE, ISSUER, DemoIssuer
from gateway.settings import Settings


def verifier_of(settings: Settings, clock: Clock) -> AccessVerifier:
    """Give what checks access tokens."""
    keys: KeySource
    oidc = settings.oidc
    if oidc.issuer and oidc.jwks_url and oidc.audience:
        keys = RemoteKeys(oidc.jwks_url, _fetch, clock.epoch)
        rules = TokenRules(issuer=oidc.issuer, audience=oidc.audience, require_cnf=bool(settings.echt))
    else:
        keys = StaticKeys(demo_issuer(settings).jwks())
        rules = TokenRules(issuer=ISSUER, audience=AUDIENCE, require_cnf=False)
    return AccessVerifier(rules, keys, clock.epoch)


def demo_issuer(settings: Settings) -> DemoIssuer:
    """Give the demo issuer of this state folder."""
    return DemoIssuer.load_or_create(settings.key_folder)


async def _fetch(url: str) -> bytes:
    async with httpx.AsyncClient(trust_env=False, timeout=5.0) as client:
        return (await client.get(url)).raise_for_status().content
