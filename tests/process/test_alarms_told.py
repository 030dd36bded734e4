"""The whole chain in the real program: a customer waits for too long, and our people hear of it."""

from __future__ import annotations

import pytest

from tests.core.rules.folders import ROUTES, rules_files
from tests.process.program import customer_mail
from tests.servers.process import wait_until
from tests.servers.webhook import Webhook

pytestmark = [pytest.mark.process, pytest.mark.real]

ALWAYS = ", ".join(f'{day}: ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
HOURS = f"""\
time_zone: UTC
days: {{{ALWAYS}}}
warn: [team]
escalations: {{default: {{breach: [team], steps: [{{after: 1s, to: [team]}}, {{after: 2s, to: [nobody]}}]}}}}
"""


@pytest.fixture
def hasty_rules(tmp_path):
    folder = tmp_path / "rules"
    routes = ROUTES.replace("reply_within: 1h", "reply_within: 4s")
    for name, raw in rules_files(**{"hours.yaml": HOURS, "routes.yaml": routes}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def test_a_customer_who_gets_no_answer_is_made_known_step_by_step_and_over_a_kill(inboxd, mail_user, hasty_rules):
    with Webhook() as webhook:
        daemon = inboxd(rules=hasty_rules, channel={"name": "team", "url": webhook.url})
        daemon.start()
        mail_user.deliver(customer_mail("The site is down since monday"))
        daemon.wait_for("alarm.done")
        daemon.kill()
        daemon.start()
        webhook.wait_for(4)
        titles = [post["title"].partition(":")[0] for post in webhook.posts]
        assert titles == ["Reply due soon", "Reply overdue", "Reply overdue, step 1", "Reply overdue, step 2"]
        assert "mira@bluehill.example" in webhook.posts[0]["message"]
        wait_until(lambda: len(daemon.lines("alarm.done")) >= 5, 10, "all alarms are recorded")
        assert daemon.stop() == 0
        log = daemon.log_file.read_text(encoding="utf-8")
        assert "S3CRET" not in log
        assert {line["channel"] for line in daemon.lines("notify.unknown_channel")} == {"nobody"}
