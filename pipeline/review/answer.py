"""An answer as the page sends it: to one question, to several that are alike, and how a sheet would lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline.files import hash_text

Share = tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]
_MOST_TOGETHER = 100
_MOST_POINTS = 500  # of a line: nobody clicks more


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Said(_Sent):
    """``id`` is the client's: an answer sent twice is one. Values that were changed, as typed; what holds."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    who: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    changed: Mapping[str, str] = {}
    holds: Literal["sheet", "register", "both"] = "both"
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


class Answer(_Said):
    """What a person answered: values that were changed, as typed, and which document holds.

    ``object``: the code of what is no parcel; ``nothing``: there is no such land. ``line``: points of a
    boundary that is missing; ``joined``: number of a neighbour that no boundary parts, or ``at`` a point in
    it. ``points``: known points of a sheet with their coordinates as typed. Points are shares of the first
    picture's width and height, as it is shown.
    """

    question: str
    object: str = ""
    nothing: bool = False
    line: Annotated[tuple[Share, ...], Field(max_length=_MOST_POINTS)] = ()
    joined: str = ""
    at: Share | None = None
    points: Annotated[tuple[tuple[Share, str], ...], Field(max_length=_MOST_POINTS)] = ()


class GroupAnswer(_Said):
    """One answer to several questions that are alike: to each of them, as ``Answer`` says."""

    questions: Annotated[tuple[str, ...], Field(min_length=1, max_length=_MOST_TOGETHER)]

    @property
    def answers(self) -> list[Answer]:
        """The answer to each question, with an id that follows from this one's."""
        said = self.model_dump(include={"who", "changed", "holds", "note"})
        return [Answer(id=id_of(self.id, name), question=name, **said) for name in self.questions]


class Drawn(_Sent):
    """A missing boundary that a person drew so far."""

    question: str
    line: Annotated[tuple[Share, ...], Field(max_length=_MOST_POINTS)]


class Pointed(_Sent):
    """Known points of a sheet that a person clicked so far."""

    question: str
    points: Annotated[tuple[tuple[Share, str], ...], Field(max_length=_MOST_POINTS)] = ()


def id_of(name: str, part: str) -> str:
    """An id that follows from the answer's, so that one that comes again is the same decision."""
    return hash_text(f"{name} {part}")[:32]
