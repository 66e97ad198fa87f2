"""The characters that XML 1.0 knows; another one would make an answer or a report no XML at all."""

import re
from typing import Final

UNKNOWN_TO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
