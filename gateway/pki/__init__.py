"""A test PKI in the shape of PKIoverheid, good and bad, for `gateway pki demo`; never for a real source."""
