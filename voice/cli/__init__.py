"""The `reflect` command. Only this package prints or exits.

Exit codes: 0 done; 1 something is in the way, told as a fact and a next step; 2 the command
line was wrong; 130 interrupted.
"""

import sys

from voice.cli.commands import app
from voice.cli.output import OutputError, fail, keep_streams_open, let_go_of_stdout
from voice.errors import VoiceError
from voice.process import keep_memory_private

PROBLEM, INTERRUPTED = 1, 130


def main() -> None:
    """Run the command line and exit."""
    keep_streams_open()
    keep_memory_private()
    try:
        app(prog_name="reflect")
    except OutputError as error:
        let_go_of_stdout()
        fail(error)
        sys.exit(PROBLEM)
    except VoiceError as error:
        fail(error)
        sys.exit(PROBLEM)
    except BrokenPipeError:  # `reflect read | head`
        let_go_of_stdout()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
