"""The TLS side of a link: our certificate, only its own anchors, their CRLs, the OIN of who answers."""

import ssl

from cryptography import x509

from gateway.errors import SettingsInvalid
from gateway.signing.anchors import oin_of
from gateway.signing.material import Material


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
