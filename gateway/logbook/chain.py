"""How one journal record is sealed and linked to the record before it.

    lichaam       = nonce ‖ AES-256-GCM(key, body, AAD = head)
    lichaam_hash  = SHA-256(lichaam)
    hash          = SHA-256(previous hash, head, lichaam_hash)
    head          = label, writer, volgnummer, raadpleging_id, soort, tijdstip, sleutel_id

each list length-prefixed (`keys.framed`). The chain runs over the hash of the body, so a body may be
deleted when its term ends and the chain still proves that the record was there.
"""

import hashlib
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.keys import framed

GENESIS = bytes(32)
_NONCE_BYTES = 12
_LABEL = b"journaal/1"


@dataclass(frozen=True, slots=True)
class Head:
    """The part of a record that stands in clear: names and times, nothing about the person."""

    writer: str
    volgnummer: int
    raadpleging_id: str
    soort: str
    tijdstip: str
    sleutel_id: str

    def encode(self) -> bytes:
        """Give the head as unambiguous bytes, also when somebody put bytes in it that are no text."""
        texts = (
            self.writer,
            str(self.volgnummer),
            self.raadpleging_id,
            self.soort,
            self.tijdstip,
            self.sleutel_id,
        )
        return framed(_LABEL, *[text.encode("utf-8", "surrogateescape") for text in texts])


def seal(cipher: AESGCM, *, body: bytes, head: bytes) -> bytes:
    """Encrypt a body so that it opens under this head only."""
    # Not passed in: a nonce used twice opens the seal.
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, body, head)


def unseal(cipher: AESGCM, sealed: bytes, *, head: bytes) -> bytes:
    """Decrypt a sealed body. Raises cryptography's InvalidTag, or ValueError when it is too short."""
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], head)


def body_hash(sealed: bytes) -> bytes:
    """Give SHA-256 of a sealed body."""
    return hashlib.sha256(sealed).digest()


def link(previous: bytes, *, head: bytes, lichaam_hash: bytes) -> bytes:
    """Give the hash of a record: SHA-256 over the previous record's hash, its head and its body's hash."""
    return hashlib.sha256(framed(previous, head, lichaam_hash)).digest()
