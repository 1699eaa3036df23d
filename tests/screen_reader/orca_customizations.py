"""Orca runs this as it starts: what it would say becomes a line of JSON in $HEARD.

No test imports it, and no speech server runs. A fence is told once all that the page did before
the test named its own mark so has been gone through: what was not said by then is not said.
"""

# pyright: basic

import json
import os

import pyatspi
from gi.repository import GLib
from orca import event_manager, orca_state, speech, speechserver

LONGEST_READING = 150
"""Utterances: no picture has as many. Reading on is a loop."""

FENCE = "fence "
SETTLED_MS = 150
"""Twice so long with nothing waiting: a live region's words wait for a tenth of a second."""


def tell(kind, text=""):
    with open(os.environ["HEARD"], "a", encoding="utf-8") as heard:
        heard.write(json.dumps({"kind": kind, "text": text}) + "\n")


def say_all(contexts, callback):
    last = None
    for number, (context, _voice) in enumerate(contexts):
        if number == LONGEST_READING:
            tell("endless")
            break
        last = context
        tell("read", context.utterance)
    tell("read to the end")
    if last is not None:
        callback(last, speechserver.SayAllContext.COMPLETED)


def at_fence(event):
    name = str(event.any_data)
    if name.startswith(FENCE):
        GLib.timeout_add(SETTLED_MS, when_settled, name, [0])


def when_settled(name, times):
    live = getattr(orca_state.activeScript, "liveRegionManager", None)
    waiting = not event_manager.getManager()._eventQueue.empty() or (live and len(live.msg_queue))
    times[0] = 0 if waiting else times[0] + 1
    if times[0] < 2:
        return True
    tell("fence", name)
    return False


speech.init = lambda: None
speech._speak = lambda text, acss, interrupt: tell("said", text)
speech.speakCharacter = lambda character, acss=None: tell("said", character)
speech.stop = lambda *_args, **_how: None
speech.sayAll = say_all
pyatspi.Registry.registerEventListener(at_fence, "object:property-change:accessible-name")
tell("ready")
