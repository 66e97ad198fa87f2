"""The wire over TLS: our certificate, only the anchors of this source, its CRLs, the OIN of who answers.

pyreqwest always trusts the machine's own authorities as well and takes no CRL, so https goes over aiohttp
with an SSLContext of the standard library (`docs/besluiten/0002-transport.md`).
"""

import ssl
from collections.abc import Callable, Mapping

import aiohttp
from cryptography import x509

from gateway.core.call import Raw
from gateway.errors import SettingsInvalid
from gateway.signing.anchors import oin_of
from gateway.signing.material import Material
from gateway.sources.head import MOST_HEADER_BYTES, MOST_HEADERS, checked
from gateway.sources.port import OUT_OF_FILES, broken_off, no_connection, out_of_files, too_large, too_late
from gateway.sources.wire import CONNECTIONS, IDLE_SECONDS


class TlsWire:
    """Sends over https. `context` gives the certificates and anchors of now; `max_bytes` bounds one answer.

    A changed context opens connections of its own; those of the old one are not used again.
    """

    def __init__(self, context: Callable[[], ssl.SSLContext], *, max_bytes: int) -> None:
        self._context, self._max_bytes = context, max_bytes
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        """Send and read; `seconds` is for everything together, also a body that drips."""
        time = aiohttp.ClientTimeout(total=seconds)
        context = self._context()
        try:
            async with self._open().post(
                url, headers=headers, data=content, allow_redirects=False, timeout=time, ssl=context
            ) as response:
                return await self._read(response)
        except TimeoutError:
            raise too_late() from None
        except aiohttp.ClientConnectorCertificateError as error:
            raise no_connection(_why(error.certificate_error)) from None
        except aiohttp.ClientSSLError as error:
            raise no_connection(f"TLS: {type(error.os_error).__name__}") from None
        except aiohttp.ClientConnectorError as error:
            raise (out_of_files() if error.errno in OUT_OF_FILES else no_connection()) from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise broken_off() from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=("User-Agent",),
                max_field_size=MOST_HEADER_BYTES,
                max_headers=MOST_HEADERS,
            )
        return self._session

    async def _read(self, response: aiohttp.ClientResponse) -> Raw:
        head = checked(list(response.headers.items()))
        chunks: list[bytes] = []
        size = 0
        while chunk := await response.content.readany():
            size += len(chunk)
            if size > self._max_bytes:
                raise too_large()
            chunks.append(chunk)
        return head.raw(response.status, b"".join(chunks))

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()


def context_for(material: Material, oin: str | None) -> ssl.SSLContext:
    """Make the TLS side of a link: TLS 1.2 or 1.3, only its own anchors when it has any.

    With `oin` the certificate of who answers must carry it in Subject.serialNumber; that is checked in the
    handshake, before a byte of the question is sent. Raises SettingsInvalid naming the setting.
    """
    files, context = material.files, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if files.trust is None:
            context.load_default_certs()
        else:
            context.load_verify_locations(files.trust)
        if files.crl is not None:
            context.load_verify_locations(files.crl)
        context.verify_flags |= _verify_flags(material)
        if files.cert is not None:
            context.load_cert_chain(files.cert, files.key)
    except (OSError, ssl.SSLError) as error:
        text = f"{files.setting}: TLS neemt deze bestanden niet aan ({type(error).__name__})"
        raise SettingsInvalid((text,)) from None
    if oin is not None:
        context.sslobject_class = _peer_with(oin)
    return context


def _verify_flags(material: Material) -> ssl.VerifyFlags:
    """Check every issuer's list up to the root; without a root among the anchors, up to the anchor."""
    anchors = () if material.anchors is None else material.anchors.certificates
    rooted = any(one.subject == one.issuer for one in anchors)
    flags = ssl.VerifyFlags(0) if rooted or not anchors else ssl.VERIFY_X509_PARTIAL_CHAIN
    if material.files.crl is not None:
        flags |= ssl.VERIFY_CRL_CHECK_CHAIN if rooted else ssl.VERIFY_CRL_CHECK_LEAF
    return flags


def _peer_with(oin: str) -> type[ssl.SSLObject]:
    class Peer(ssl.SSLObject):
        """A connection whose other side must be this OIN."""

        def do_handshake(self) -> None:
            super().do_handshake()
            certificate = x509.load_der_x509_certificate(self.getpeercert(binary_form=True) or b"")
            if oin_of(certificate) != oin:
                raise ssl.SSLCertVerificationError("het certificaat is van een andere OIN")

    return Peer


def _why(error: Exception) -> str:
    """Say why a certificate was refused, in OpenSSL's words; no value stands in them."""
    return f"TLS: {getattr(error, 'verify_message', '') or error.args[-1]}"
