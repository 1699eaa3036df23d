"""The rehearsal's client on real devices: it hears the loudspeaker and speaks into the room.

The server's own clock paces it: one block read from the loudspeaker's monitor, one written into
the room. So nothing here sleeps.
"""

import os
import subprocess
import threading

import numpy as np

from voice.floor.view import View
from voice.rehearsal.acoustics import Acoustics
from voice.rehearsal.client import Client
from voice.rehearsal.room import Room
from voice.rehearsal.script import parse_script
from voice.scenes.reflection.states import State
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, Pcm

MOVES_ON = ("i'm ready", "next question")
ASKED = (*MOVES_ON, "yes")
NOT_UNDERSTOOD_FRAMES = 400
"""Eight seconds without an answer to one of these: a person says it again."""

SOUNDS_LEVEL = 30
"""Mean magnitude over which the loudspeaker sounds; its silence is exact zeros and dither."""

BETWEEN_WORDS_FRAMES = 25
"""Half a second: so long a silence between two words or sentences, and no hole that a busy machine
plays into one, is not the end of what is said."""

AHEAD_FRAMES = 15
"""Silence that is given to the room before anything else: a machine that does nothing for 0.3 s
still has something to play, so that no word has a hole."""

SAMPLES = ["--rate=16000", "--format=s16le", "--channels=1", "--raw"]
FORMAT = [*SAMPLES, "--latency-msec=20"]
SPOKEN = [*SAMPLES, f"--latency-msec={AHEAD_FRAMES * 20}"]


class NoiseGate:
    """A microphone's: exact zeros but where somebody is loud, so it opens in mid-word."""

    OPENS_AT = 3_000
    """A tenth of full scale: a voice reaches it with its first full vowel."""
    HOLD_FRAMES = 15

    def __init__(self) -> None:
        self._open_frames = 0

    def pass_on(self, frame: Pcm) -> Pcm:
        loud = int(np.abs(frame.astype(np.int32)).max()) >= self.OPENS_AT
        self._open_frames = self.HOLD_FRAMES if loud else max(0, self._open_frames - 1)
        return frame if self._open_frames else np.zeros_like(frame)


class RoomClient:
    """Plays a script on the devices of a sound server, in a thread of its own."""

    def __init__(
        self, script: str, gate: NoiseGate | None = None, speaks_in: str | None = None
    ) -> None:
        """`speaks_in` this state only, whatever else listens: what is not spoken is chosen."""
        self._speaks_in = speaks_in
        self._view: View | None = None
        self._gate = gate
        self._closing = threading.Event()
        self.heard_loudspeaker_frames = 0
        self._silent_frames = BETWEEN_WORDS_FRAMES
        self._unanswered_frames = 0
        self._frames = 0
        self._wished_at: tuple[str, int] | None = None
        self._wished_turn_id: int | None = None
        room = Room(Acoustics(noise_dbfs=-66.0, echo_db=None), seed=1)
        self._client = Client(
            parse_script(script, None), room, press=lambda _key: None, says=self._says
        )
        self._room = room
        self._thread = threading.Thread(target=self._live, name="client", daemon=True)
        self._thread.start()

    def show(self, view: View) -> None:
        """What the session shows now; the client only looks whether it listens."""
        if self._view is None or (view.turn_id, view.state) != (
            self._view.turn_id,
            self._view.state,
        ):
            self._told("session", f"{view.state} {view.number} {' | '.join(view.saying)}")
        self._view = view

    def heard(self, caption: str) -> None:
        """Words of this client's, as the program understood them."""
        self._told("understood", caption)

    def close(self) -> None:
        self._closing.set()
        self._thread.join(timeout=5)

    @property
    def _listening_turn_id(self) -> int | None:
        view = self._view
        quiet_states = {State.DRAINING, State.ENDED, State.CLOSING}
        if view is None or view.speaking or not view.microphone_open:
            return None
        if view.state in quiet_states or self._speaks_in not in {None, view.state}:
            return None
        return view.turn_id

    def _insist(self) -> None:
        """Where it listens again and is where it was, a person says yes if that was asked ("did
        you mean: next question?"), and otherwise what they want again: a busy machine plays holes
        into words."""
        turn_id, view = self._listening_turn_id, self._view
        if turn_id in {None, self._wished_turn_id} or self._client.busy:
            return
        if self._client.last_said not in MOVES_ON:
            return
        if view.state is State.CONFIRMING:
            self._client.answer("yes")
        elif (view.state, view.number) == self._wished_at:
            self._client.say_again()
        else:
            return
        self._wished_turn_id = turn_id

    def _says(self, text: str) -> None:
        self._told("client says", text)
        if text in MOVES_ON and self._view is not None:
            self._wished_at = (self._view.state, self._view.number)
            self._wished_turn_id = self._view.turn_id

    def _told(self, what: str, text: str) -> None:
        """Prints it, with the second: where a test fails, this tells what went wrong."""
        print(f"{self._frames * FRAME_SECONDS:7.2f} s  {what}: {text}")

    def _say_again_where_not_understood(self) -> None:
        view = self._view
        asked = self._client.last_said in ASKED
        silent = self._silent_frames >= BETWEEN_WORDS_FRAMES and not self._client.busy
        waiting = view is not None and view.microphone_open and asked and silent
        self._unanswered_frames = self._unanswered_frames + 1 if waiting else 0
        if self._unanswered_frames == NOT_UNDERSTOOD_FRAMES:
            self._unanswered_frames = 0
            self._client.say_again()

    def _live(self) -> None:
        ears = subprocess.Popen(
            ["parec", "--device=speaker.monitor", *FORMAT], stdout=subprocess.PIPE
        )
        mouth = subprocess.Popen(["pacat", "--device=room", *SPOKEN], stdin=subprocess.PIPE)
        try:
            os.write(mouth.stdin.fileno(), bytes(2 * FRAME_SAMPLES * AHEAD_FRAMES))
            while not self._closing.is_set():
                block = ears.stdout.read(2 * FRAME_SAMPLES)
                if not block:
                    break
                sounds = np.abs(np.frombuffer(block, np.int16)).mean() > SOUNDS_LEVEL
                self.heard_loudspeaker_frames += int(sounds)
                self._silent_frames = 0 if sounds else self._silent_frames + 1
                self._frames += 1
                frame = self._room.next_frame().microphone
                if self._gate is not None:
                    frame = self._gate.pass_on(frame)
                os.write(mouth.stdin.fileno(), frame.tobytes())
                speaks = self._silent_frames < BETWEEN_WORDS_FRAMES
                self._insist()
                self._client.live(speaks, self._listening_turn_id)
                self._say_again_where_not_understood()
        except BrokenPipeError:
            pass  # the sound server is gone
        finally:
            for process in (ears, mouth):
                process.kill()
                process.wait()
            ears.stdout.close()
            mouth.stdin.close()
