"""Plays the scenes and tells in a table what became of each."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.builders import SetClock
from tests.loops.installation import Installation
from tests.loops.scenes import BILLING, OTHER, Scene
from tests.loops.world import OURS, START, World

_HEAD = """\
<!-- Made by `python -m tests.loops --write`; change it there. -->
# Who answers whom

`python -m tests.loops` lets inboxd's true decisions, store and letters meet those who answer mail, for thirty simulated
days. Everybody writes in anger, so that the route alone would acknowledge each mail. A scene is right when the world
gets quiet by itself, everybody got one acknowledgment at most, and no cap was needed for that. Where two are right, a
person wrote first and the machine left no trace of it, or two people wrote; what people of ours answered by hand may be
followed by one question and one reminder. Mails marked `(there)` were kept back by the other inboxd.

What ends them, beside the marks of automatic mail: an answer in the thread, or one that names a case
(`already-answered`); an address that differs in a number, a tag or one byte from one that we wrote to within the hour,
or that writes for the first time within 20 seconds of our letter to the same company (`already-this-customer`); nearly
the same text from the same domain within seven days (`same-body`); a quoted answer while the same person waits
(`linked-case`). Whoever shares a provider with a loop is answered as ever.
"""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "loops.md"
CAPS = frozenset({"cap-address", "cap-domain", "cap-hour"})


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a scene.

    Attributes:
        is_quiet: whether the world got quiet by itself within thirty days.
        from_them: mails that reached us.
        letters: kind → how many letters of ours.
        reasons: reason code → how many mails it kept back.
    """

    scene: Scene
    is_quiet: bool
    from_them: int
    letters: dict[str, int]
    reasons: dict[str, int]

    def is_right(self) -> bool:
        """Whether everybody got one answer at most, and no cap was needed for that."""
        wanted = {"acknowledgment": self.scene.acknowledgments, **self.scene.others}
        is_few = all(count <= wanted.get(kind, 0) for kind, count in self.letters.items())
        return self.is_quiet and is_few and not CAPS & self.reasons.keys()


async def play(scene: Scene) -> Told:
    """Play one scene from its first mail to its end."""
    clock = SetClock(START)
    with tempfile.TemporaryDirectory() as folder:
        ours = Installation("ours", {"support": (OURS, "help@ourshop.example"), "billing": (BILLING,)}, clock,
                            Path(folder))  # fmt: skip
        theirs = Installation("theirs", {"desk": (OTHER,)}, clock, Path(folder))
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(ours.running())
            others = [theirs] if "another inboxd" in scene.name else []
            for each in others:
                await stack.enter_async_context(each.running())
            world = World(clock, ours, others=others)
            scene.begin(world)
            if scene.answer_after is not None:
                world.at(scene.answer_after, world.answer_all)
            is_quiet = await world.play()
            letters = Counter(kind for _, kind, _ in world.letters)
            reasons = await ours.reasons()
            for each in others:
                reasons |= {f"{code} (there)": count for code, count in (await each.reasons()).items()}
            return Told(scene, is_quiet, world.from_them, dict(letters), reasons)


def loop_page(told: Sequence[Told]) -> str:
    """The page of the documentation."""
    return f"{_HEAD}\n{loop_table(told)}\n"


def loop_table(told: Sequence[Told]) -> str:
    """The table as Markdown."""
    lines = ["| who answers | their mails | our letters | what kept back the others |", "|---|---|---|---|"]
    for each in told:
        letters = ", ".join(f"{count} {kind.replace('_', '-')}" for kind, count in sorted(each.letters.items())) or "0"
        reasons = sorted(each.reasons.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"`{code}` {count}" for code, count in reasons)
        mark = "" if each.is_right() else "**!** "
        lines.append(f"| {mark}{each.scene.name} | {each.from_them} | {letters} | {shown or '–'} |")
    return "\n".join(lines)
