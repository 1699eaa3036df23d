"""The `reflect` command. Only this package prints or exits; what it exits with is in `running`."""

import sys


def main() -> None:
    """Run the command line and exit; what will speak begins before the rest is loaded."""
    from voice.cli.beforehand import begin_to_speak
    from voice.confinement.process import keep_memory_private

    keep_memory_private()
    begin_to_speak(sys.argv[1:])

    from voice.app.ending import leave
    from voice.cli.output import keep_streams_open
    from voice.cli.running import exit_code

    keep_streams_open()
    leave(exit_code())
