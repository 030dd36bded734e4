"""What the demo sets up before it begins: a copy of the shipped rules with short times, and the configuration."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import yaml
from pydantic import SecretStr

from inboxd.config.accounts import ImapSettings, SmtpSettings
from inboxd.config.channels import ChannelSettings
from inboxd.config.settings import LogSettings, MailboxSettings, RulesSettings, Settings
from inboxd.config.store import StoreSettings
from inboxd.config.web import WebSettings
from inboxd.core.text.durations import format_duration
from inboxd.demo.servers import Servers
from inboxd.edge.rulefiles import starter_rules
from inboxd.errors import Misconfigured

MAILBOX = "support"
ADDRESS = "support@harbourlight.example"
COMPANY = "Harbourlight Support"
TEAM = "team@harbourlight.example"
"""Our own people: alarms go there by mail."""
_VIPS = ["@northwind-clinic.example", "elena@morski-bryag.example"]
_LOOK_EVERY = timedelta(seconds=1)


def prepare_rules(target: Path, follow_up: timedelta) -> dict[str, str]:
    """Copy the shipped rules, add the demo's VIPs, and let follow-ups come soon after our answer.

    Returns:
        Route name → folder, as the copied files say ("" where the mail stays in INBOX).

    Raises:
        Misconfigured: this installation has no rules folder.
    """
    source = starter_rules()
    if not (source / "routes.yaml").is_file():
        raise Misconfigured(f"{source}: this installation has no rules folder", hint="Install inboxd anew.")
    copytree(source, target)
    routes = _read(target / "routes.yaml")
    for route in routes["routes"]:
        if "follow_up" in route.get("then", {}):
            route["then"]["follow_up"] = format_duration(follow_up)
    _write(target / "routes.yaml", routes)
    customers = _read(target / "customers.yaml")
    customers["vip"] = [*(customers.get("vip") or []), *_VIPS]
    _write(target / "customers.yaml", customers)
    return {route["name"]: route.get("then", {}).get("folder", "") for route in routes["routes"]}


def build_settings(servers: Servers, home: Path, rules: Path) -> Settings:
    """The configuration of the demo's daemon: loopback servers, a store of its own, a free port for the page."""
    imap = ImapSettings(
        host="127.0.0.1", port=servers.imap.port, tls="none", user=ADDRESS, password=SecretStr(servers.password)
    )
    smtp = SmtpSettings(
        host="127.0.0.1", port=servers.smtp.port, tls="none", user=ADDRESS, password=SecretStr(servers.password)
    )
    mailbox = MailboxSettings(
        name=MAILBOX,
        address=ADDRESS,
        display_name=COMPANY,
        start_from="all",
        sent_poll=_LOOK_EVERY,
        sent_copy="bcc",
        imap=imap,
        smtp=smtp,
    )
    return Settings(
        mailbox=(mailbox,),
        store=StoreSettings(url=f"sqlite:///{home / 'inboxd.db'}"),
        rules=RulesSettings(path=rules),
        web=WebSettings(listen="127.0.0.1:0"),
        channel=tuple(ChannelSettings(name=name, mail=(TEAM,)) for name in ("team", "lead", "head")),
        log=LogSettings(level="warning", format="json"),
        instance="inboxd-demo",
    )


def _read(path: Path) -> dict[str, Any]:
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tree if isinstance(tree, dict) else {}


def _write(path: Path, tree: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
