"""OINs of test organisations; real ones stand in `contracts/`."""

import zlib

_NUMBERS = 10**9


def oin_for_test(name: str) -> str:
    """Give the OIN of a test organisation: twenty digits, prefix 00000099, from its name alone.

    So an OIN stays what it is when other sources come (`standards`: Digikoppeling, OIN-stelsel).
    """
    return f"00000099{zlib.crc32(name.encode()) % _NUMBERS:09d}000"
