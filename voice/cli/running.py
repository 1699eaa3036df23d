"""One command line: carried out, and what it exits with.

Exit codes: 0 done; 1 something is in the way, told as a fact and a next step; 2 the command
line was wrong; 130 interrupted.
"""

import sys

import typer
from typer.main import get_command

from voice.cli.commands import app
from voice.cli.help import localised
from voice.cli.output import (
    OutputError,
    fail,
    let_go_of_stdout,
    note,
    told_where_it_fails,
)
from voice.cli.spelling import own_spelling
from voice.cli.usage import UsageError, say_usage
from voice.cli.words import here, speak_as_asked, translate_here
from voice.values.errors import VoiceError

PROBLEM, INTERRUPTED = 1, 130


def exit_code() -> int:
    """Run the command line and say what to exit with."""
    try:
        speak_as_asked(sys.argv[1:])
        command = localised(get_command(app), translate_here)
        with told_where_it_fails():
            came_to = command.main(prog_name=own_spelling(), standalone_mode=False)
        return came_to if isinstance(came_to, int) else 0
    except SystemExit as exiting:
        return exiting.code if isinstance(exiting.code, int) else 0
    except typer.Abort:
        note(here("Ended; nothing more was done."))
        return PROBLEM
    except UsageError as error:
        return say_usage(error)
    except OutputError as error:
        let_go_of_stdout()
        fail(error)
        return PROBLEM
    except VoiceError as error:
        fail(error)
        return PROBLEM
    except BrokenPipeError:  # `reflect read | head`
        let_go_of_stdout()
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0
