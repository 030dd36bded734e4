"""No body is stored: a word in the middle of a customer's mail is in no file of the database afterwards."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import String, cast, select

from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.arrival import Arrival, FolderPosition, Place
from inboxd.edge.metrics import Metrics
from inboxd.edge.store.store import SqlStore
from inboxd.edge.store.tables import metadata
from inboxd.run.pipeline import Pipeline
from tests.builders import KEY, NOW, SetClock, make_policy
from tests.core.rules.folders import rules_files, signals

MARKER = "quixotrywarble"
SENTENCE = f"my plinth {MARKER} hums at night"
FILLER = "The blue lamp in the third corridor of the old house is quite bright. " * 60
WORDS = signals(
    """
    blocked:
      - is down: 5
      - cannot log in: 1
      - no answer: 1
      - gives up: 1
      - stands still: 1
      - {pattern: 'broken [a-z ]+ machine', weight: 5}
    praise:
      - wonderful: 3
    """
)
RULES = compile_rules(rules_files(**{"signals/en.yaml": WORDS}))
RULES_THAT_MATCH = ("is down", "cannot log in", "no answer", "gives up", "stands still", "broken … machine")
LONG = "broken " + "very " * 40 + "machine"


def arrival(uid: int, text: str, *headers: str, folder: str = "INBOX", sender: str = "mira@bluehill.example"):
    to = "support@ourshop.example" if folder == "INBOX" else "mira@bluehill.example"
    head = [f"From: {sender}", f"To: {to}", "Subject: Help", f"Message-ID: <m{uid}@bluehill.example>", *headers]
    raw = ("\r\n".join(head) + "\r\n\r\n" + text.replace("\n", "\r\n")).encode()
    identity = identity_of(split_message(raw)[0], len(raw))
    return Arrival(Place("support", folder, 7, uid), identity, raw, len(raw), NOW - timedelta(minutes=1))


async def handle(store: SqlStore, *arrivals: Arrival):
    pipeline = Pipeline(store, lambda: RULES, SetClock(), Metrics(), key=KEY, owner="inboxd")
    for each in arrivals:
        position = FolderPosition("support", each.place.folder, 7, each.place.uid, NOW - timedelta(days=1))
        if each.place.folder == "INBOX":
            await pipeline.incoming(make_policy(), [each], position)
        else:
            await pipeline.sent(make_policy(), [each], position)


async def columns_with(store: SqlStore, word: str) -> set[str]:
    """Where the word stands, as table.column."""

    def read(connection):
        return {
            f"{table.name}.{column.name}"
            for table in metadata.sorted_tables
            for column in table.c
            if any(word in (value or "") for value in connection.execute(select(cast(column, String))).scalars())
        }

    return await store._database.read(read)


def files_with(folder: Path, word: str) -> list[str]:
    files = sorted(folder.glob("inboxd.db*"))
    assert {"inboxd.db", "inboxd.db-wal"} <= {path.name for path in files}
    return [path.name for path in files if word.encode() in path.read_bytes()]


async def test_a_word_from_the_middle_of_a_body_is_in_no_file_of_the_database(store, tmp_path):
    text = f"The site is down since Monday.\n{FILLER}\n{SENTENCE}\n{FILLER}\nMira"
    answer = f"You can try again now.\n{FILLER}\n\nOn Monday, Mira wrote:\n> {SENTENCE}\n> The site is down"
    reply = "In-Reply-To: <m1@bluehill.example>"
    await handle(
        store, arrival(1, text), arrival(2, answer, reply, folder="Sent", sender="jo@ourshop.example"), arrival(3, text)
    )
    entry = await store.entry(arrival(1, text).identity, "support")
    assert entry.outcome == "routed"
    assert "is down" in entry.verdict_json
    assert files_with(tmp_path, "is down") != []
    assert files_with(tmp_path, MARKER) == []
    await store.personal.overwrite_log()
    await store.close()
    assert MARKER.encode() not in (tmp_path / "inboxd.db").read_bytes()


async def test_of_a_short_mail_no_sentence_is_stored_and_single_words_only_where_trends_count_them(store, tmp_path):
    await handle(store, arrival(1, f"The site is down. {SENTENCE}."))
    assert files_with(tmp_path, SENTENCE) == []
    assert files_with(tmp_path, f"plinth {MARKER}") == []
    assert await columns_with(store, MARKER) <= {"complaints.words"}


async def test_quoted_evidence_is_short_however_much_a_rule_matches(store):
    message = arrival(1, f"My {LONG} stands still and gives up. No answer. I cannot log in. The site is down.")
    await handle(store, message)
    entry = await store.entry(message.identity, "support")
    evidence = json.loads(entry.verdict_json)["signals"]["blocked"]["evidence"]
    assert len(evidence) == 5 < len(RULES_THAT_MATCH)
    assert max(len(text) for text, *_ in evidence) == 60
    assert len(LONG) > 60
