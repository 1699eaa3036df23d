"""The work of one passphrase, in a process of its own: `python -m voice.vault.passphrase_child`.

Reads one JSON object from stdin and answers with one on stdout. A module of its own
because it is run as one: it may run out of memory and abort, and nobody else does then.
"""

import base64
import json
import sys
from typing import Any

import pyrage as _pyrage  # pyright: ignore[reportMissingTypeStubs]

from voice.confinement.process import keep_memory_private

pyrage: Any = _pyrage


def main() -> int:
    """Seal or open; 0 where an answer was given."""
    keep_memory_private()
    request = json.loads(sys.stdin.buffer.read())
    data = base64.b64decode(request["data"])
    answer: dict[str, str] = {}
    try:
        work = pyrage.passphrase.encrypt if sys.argv[1] == "seal" else pyrage.passphrase.decrypt
        answer["data"] = base64.b64encode(work(data, request["passphrase"])).decode()
    except pyrage.DecryptError:
        pass  # no data is the answer
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
