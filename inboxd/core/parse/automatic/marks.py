"""Header fields, addresses and media types by which machines are known. Data only; each pattern runs in linear time."""

from __future__ import annotations

import re

LISTS = (
    "list-id", "list-help", "list-subscribe", "list-post", "list-owner", "list-archive", "mailing-list",
    "x-mailing-list", "x-beenthere", "x-mailman-version", "x-google-group-id",
)  # fmt: skip
LOOPS = ("x-loop", "x-no-loop", "x-otrs-loop", "x-rt-loop-prevention")

RESPONDER = re.compile(
    r"x-(?:[a-z0-9]+-)?auto-?(?:repl(?:y|ied)|respon(?:d|der|se)|generated)(?:-from|-id)?"
    r"|.*(?:holidayreply|machinegenerated).*|x-cron-env|x-asterisk-callerid(?:name)?"
)
"""Names of fields, in lower case, that a machine sets whatever their value, unless it is no or false."""
RESPONDER_VALUES = (
    ("x-amazon-mail-relay-type", "notification"),
    ("x-apple-action", "vacation"),
    ("x-ack", "no"),
    ("delivered-to", "autoresponder"),
)
TICKET_SYSTEM = re.compile(
    r"x-(?:zendesk|freshdesk|fd|jira|atlassian|gitlab|github|zammad|redmine|bugzilla|osticket|otrs|znuny|helpscout"
    r"|servicenow|intercom|hubspot|sfdc|kayako|freescout|phabricator|pagerduty|discourse|youtrack|trac|launchpad)-.*"
    r"|rt-(?:ticket|originator)|x-(?:email-type-id|maxcode-template)"
)
"""Names of fields, in lower case, of ticket systems, trackers and alarms."""
TICKET_MAILERS = ("zendesk", "kayako", "osticket", "otrs", "znuny", "zammad", "zabbix", "freshdesk", "request tracker")
"""Words of X-Mailer and X-Powered-By."""

CAMPAIGN = re.compile(
    r"feedback-id|x-msfbl|x-(?:campaign|mailgun|mailchimp|mandrill|mc(?!-unique)|mj|sg|sfmc)(?:-?[a-z].*)?"
)
"""Names of fields, in lower case, of services that send for many; the gateway Mimecast marks everybody's mail."""
FEEDBACK_OF_PEOPLE = frozenset({"fastmail", "proton", "zohomail"})
"""Last parts of Feedback-ID, in lower case, of providers that write it on every mail of a person."""

BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
SILENCE = frozenset({"all", "autoreply", "oof"})
SPAM_FLAGS = ("x-spam-flag", "x-spam-status", "x-spam")
SPAM_VERDICTS = ("x-ses-spam-verdict", "x-ses-virus-verdict")

NO_REPLY = re.compile(
    r"(?:.+[-._])?(?:no[-._]?repl(?:y|ies)|do[-._]?not[-._]?reply|dont[-._]?reply|nie[-._]?odpowiadaj"
    r"|ne[-._]?pas[-._]?repondre|nicht[-._]?antworten|keine[-._]?antwort|no[-._]?(?:responder|contestar)"
    r"|nao[-._]?respond(?:a|er)|non?[-._]?rispondere|geen[-._]?antwoord|niet[-._]?(?:be)?antwoorden"
    r"|svara[-._]?(?:ej|inte)|ikke[-._]?svar|svar[-._]?ikke|ei[-._]?vastata|neodpovidat|neodpovidejte|neodpovedat"
    r"|ne[-._]?odgovaraj(?:te)?|ne[-._]?odgovarjaj(?:te)?|nu[-._]?raspunde(?:ti)?|ne[-._]?valaszolj(?:on)?"
    r"|yanitlamayin(?:iz)?|ne[-._]?otvecha(?:t|jte|yte)|no[-._]?respongueu)(?:[-._+0-9].*)?"
)
ROBOT = re.compile(
    r"mailer[-_.]?daemon(?:[-+_.].*)?|postmaster|listserv|majordomo|owner-.+|.+-owner|.+-request|.+-relay"
    r"|bounces?(?:[-+].*)?|.+-bounces?(?:\+.*)?|[^=]+-return-[^=]+=.+|mailer|uucp|root|daemon|nobody|abuse"
    r"|benachrichtigung(?:en)?|powiadomieni[ae]|notifikacij[ae]|obavijesti|obavestenja|ilmoitukset|oznameni|bildirim(?:ler)?"
    r"|notificac(?:ion(?:es)?|ions|ao|oes)|notifiche|notificari|ertesites(?:ek)?|s[ck]anner|s[ck]ener|skaner|escaner"
    r"|(?:[a-z]+[-_])?notifications?(?:[-+_].*)?|anti-?spam[a-z0-9]*|auto-?respond(?:er)?|auto-?reply|srs[01][=+-].*|(?:ms)?prvs\d*=.*"
)
"""Local parts in lower case, whole."""
RETURN_PATH = re.compile(
    r"bounces?(?:[-+](?!srs=).*)?|.+-bounces?(?:[-+](?!srs=).*)?|[^=]+-return-[^=]+=.+|msprvs\d*=.*"
    r"|owner-.+|.+-owner|.+-request|listserv|majordomo"
)
"""Local parts of envelope senders to which bounces of many letters come: VERP, and lists (RFC 5230 §4.6).

Not `bounces+SRS=…`, with which Microsoft 365 rewrites whatever it forwards, nor root and noreply: web forms on shared
hosting send people's mail from them.
"""
NULL_SENDER = re.compile(r"|#|mailer-daemon|srs[01][=+-].*=(?:mailer-daemon|)")
"""Local parts that stand for the null sender, also when a forwarder has rewritten it (SRS)."""

REPORTS = frozenset(
    {
        "multipart/report",
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
        "message/global-headers",
    }
)
CALENDAR = re.compile(r"text/calendar\b.*method=\"?(?:reply|request|counter|cancel|add|refresh|declinecounter)")
"""Every method of RFC 5546 but PUBLISH, with which people attach an entry of their calendar."""
