"""What passes between the program and the page's own process: one line of JSON each, both ways.

Every line is typed and bounded here and nowhere else. What the window shows goes to the page as
ready-made JSON by name; what was chosen comes back as a name, and the program takes it only where
the picture it shows has it.
"""

from collections.abc import Mapping
from typing import Annotated, BinaryIO, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from voice.screen.page.checks import LARGEST_BODY_BYTES, LARGEST_DRAFT_BYTES
from voice.screen.page.look import Look
from voice.values.typing import MOST_TYPED_CHARACTERS

LONGEST_TO_PAGE_BYTES = 16 * 1024 * 1024
"""The shell with its fonts is a third of a megabyte; a day of words, all escaped, is two."""

LONGEST_FROM_PAGE_BYTES = 8 * LARGEST_DRAFT_BYTES
"""A body whose every byte is escaped, and the name of what it is."""

Part = Literal["page", "look", "picture", "caption", "level", "over"]
"""What of the window changes by itself; the names are those of the events that tell it."""

OWN_BUTTONS: Mapping[str, str] = {
    "more": "more",
    "fewer": "fewer",
    "further": "read_on",
    "open-look": "display",
}
"""The page's own buttons, by their ids, and which of its words name them: no choice of a scene."""


class _Message(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )


class Opening(_Message):
    """The first line to the page: all that it ever needs of this machine's files."""

    kind: Literal["opening"] = "opening"
    words: dict[str, str]
    page: str
    assets: dict[str, tuple[str, bytes]]
    """Media type and body, by path."""
    look: Look
    door_folder: str
    gone_seconds: float


class News(_Message):
    """What has changed of what the window shows; a part that is None is shown no more."""

    kind: Literal["news"] = "news"
    number: int
    changed: dict[Part, str | None] = Field(repr=False)


class Leave(_Message):
    """The last line to the page: tell the window, and end."""

    kind: Literal["leave"] = "leave"


class Ready(_Message):
    """The page's door is open, and its network closed."""

    kind: Literal["ready"] = "ready"


class Failed(_Message):
    """There is no door: the system's error number."""

    kind: Literal["failed"] = "failed"
    code: int


class Told(_Message):
    """The page has taken the news of this number: it may be sent the next."""

    kind: Literal["told"] = "told"
    number: int


class Chosen(_Message):
    """A button was pressed."""

    kind: Literal["chosen"] = "chosen"
    choice: Annotated[str, Field(max_length=64)]


class Offered(_Message):
    """The window's scan stands on this button, and the person wants to hear what it is."""

    kind: Literal["offered"] = "offered"
    choice: Annotated[str, Field(max_length=64)]
    begins: bool
    """The switch was pressed for it: whatever else is being said is silenced."""


class Typed(_Message):
    """Something was typed into the picture's field and given."""

    kind: Literal["typed"] = "typed"
    text: Annotated[str, Field(max_length=LARGEST_BODY_BYTES, repr=False)]


class Typing(_Message):
    """Somebody is typing."""

    kind: Literal["typing"] = "typing"


class Drafted(_Message):
    """This stands now in the line that the picture has; nothing of it is kept yet."""

    kind: Literal["drafted"] = "drafted"
    line: Annotated[int, Field(gt=0)]
    """Which line: the picture's number for it."""
    text: Annotated[str, Field(max_length=MOST_TYPED_CHARACTERS, repr=False)]


class Passphrase(_Message):
    """A passphrase was typed into the picture's hidden field and given."""

    kind: Literal["passphrase"] = "passphrase"
    asked: Annotated[int, Field(gt=0)]
    """Which asking: the picture's number for it."""
    text: Annotated[str, Field(min_length=1, max_length=LARGEST_BODY_BYTES, repr=False)]


class LookChosen(_Message):
    """The person wants the page to look like this."""

    kind: Literal["look"] = "look"
    look: Look


class Seen(_Message):
    """Whether a window shows the page."""

    kind: Literal["seen"] = "seen"
    seen: bool


ToPage = Opening | News | Leave
FromPage = (
    Ready
    | Failed
    | Told
    | Chosen
    | Offered
    | Typed
    | Typing
    | Drafted
    | Passphrase
    | LookChosen
    | Seen
)

_TO_PAGE: TypeAdapter[ToPage] = TypeAdapter(Annotated[ToPage, Field(discriminator="kind")])
_FROM_PAGE: TypeAdapter[FromPage] = TypeAdapter(Annotated[FromPage, Field(discriminator="kind")])

Message = TypeVar("Message")


def line_of(message: ToPage | FromPage) -> bytes:
    """The message as it is sent."""
    return message.model_dump_json().encode() + b"\n"


def read_to_page(pipe: BinaryIO) -> ToPage | None:
    """The next message; None where there is none, or what came is no such message."""
    return _read(pipe, LONGEST_TO_PAGE_BYTES, _TO_PAGE)


def read_from_page(pipe: BinaryIO) -> FromPage | None:
    """The next message; None where there is none, or what came is no such message."""
    return _read(pipe, LONGEST_FROM_PAGE_BYTES, _FROM_PAGE)


def _read(pipe: BinaryIO, longest_bytes: int, kinds: TypeAdapter[Message]) -> Message | None:
    line = pipe.readline(longest_bytes + 1)
    if not line.endswith(b"\n"):
        return None
    try:
        return kinds.validate_json(line)
    except ValidationError:
        return None
