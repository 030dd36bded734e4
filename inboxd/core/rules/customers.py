"""Whom the admins know by name: `customers.yaml` and the address lists that it names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping

from inboxd.core.rules.customers_file import CustomersFile, TrustedSourceEntry
from inboxd.core.rules.folder import CUSTOMERS, RulesFolder
from inboxd.core.rules.mistakes import suggest
from inboxd.core.values.customers import AddressList, Customers, HeaderMark, TrustedSource

_ADDRESS_COLUMNS = frozenset({"email", "e-mail", "mail", "address", "domain"})
_MISTAKES = 20


def build_customers(folder: RulesFolder) -> Customers:
    """The lists of the folder; mistakes are recorded in it."""
    entry = folder.customers
    if entry is None:
        return Customers()
    _check_unused(folder, {*entry.vip_files, *entry.internal_files})
    return Customers(
        vip=_addresses((*entry.vip, *_listed(folder, "vip_files", entry.vip_files))),
        internal=_addresses((*entry.internal, *_listed(folder, "internal_files", entry.internal_files))),
        never_answer=_addresses(entry.never_answer),
        trusted_sources=tuple(_sources(folder, entry)),
        agents=_addresses(entry.agents),
        vip_headers=_marks(entry.vip_headers),
        internal_headers=_marks(entry.internal_headers),
        same_person=_people(folder, entry.same_person),
        reopen_within=entry.reopen_within,
    )


def _addresses(entries: Iterable[str]) -> AddressList:
    lowered = [entry.lower() for entry in entries]
    return AddressList(
        addresses=frozenset(entry for entry in lowered if not entry.startswith("@")),
        domains=frozenset(entry[1:] for entry in lowered if entry.startswith("@")),
    )


def _marks(fields: Mapping[str, str]) -> tuple[HeaderMark, ...]:
    return tuple(HeaderMark(name, value) for name, value in fields.items())


def _sources(folder: RulesFolder, entry: CustomersFile) -> Iterator[TrustedSource]:
    for number, each in enumerate(entry.trusted_sources):
        what, meant = _doubt(each, trusts_headers=entry.trusted_headers)
        if what:
            folder.error(CUSTOMERS, folder.line(CUSTOMERS, ("trusted_sources", number)), what, meant)
        yield TrustedSource(
            senders=_addresses(each.from_),
            headers=_marks(each.header),
            authenticated=each.authenticated,
            customer=each.customer,
            forgives=frozenset(each.forgive),
        )


def _doubt(entry: TrustedSourceEntry, *, trusts_headers: bool) -> tuple[str, str]:
    """What is wrong with a trusted source, and what was probably meant; empty when nothing is."""
    wrong = next((each for each in entry.from_ if not _is_address(each)), None)
    if wrong is not None:
        return f"{wrong!r} is no address", 'write webform@ourshop.example, or "@ourshop.example" for a whole domain'
    if not entry.from_ and not entry.header:
        return "this trusted source fits every message", "name its addresses under `from`, or a field under `header`"
    if not entry.from_ and not trusts_headers:
        what = "anybody can write a header: without `from` a trusted source needs `trusted_headers: true`"
        return what, "it says that your own server removes these fields from mail that comes in from outside"
    if entry.customer == "from" and not entry.header:
        return "`customer: from` would answer the source itself", "name the field that tells it apart under `header`"
    return "", ""


def _people(folder: RulesFolder, groups: tuple[tuple[str, ...], ...]) -> dict[str, frozenset[str]]:
    people: dict[str, frozenset[str]] = {}
    for number, group in enumerate(groups):
        addresses = frozenset(each.lower() for each in group)
        for double in sorted(addresses & people.keys()):
            line = folder.line(CUSTOMERS, ("same_person", number))
            folder.error(CUSTOMERS, line, f"{double} stands in two groups", "make one group of them")
        people.update(dict.fromkeys(addresses, addresses))
    return people


def _listed(folder: RulesFolder, key: str, files: tuple[str, ...]) -> Iterator[str]:
    for number, file in enumerate(files):
        raw = folder.lists.get(file)
        if raw is None:
            line = folder.line(CUSTOMERS, (key, number))
            folder.error(CUSTOMERS, line, f"there is no file {file}", suggest(file, folder.lists))
        else:
            yield from _read_list(folder, file, raw)


def _read_list(folder: RulesFolder, file: str, raw: bytes) -> Iterator[str]:
    """One address a line, or a CSV table: the column named "email" or the like, else the first one."""
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        folder.error(file, line, "is not UTF-8 text", "save the file with the encoding UTF-8")
        return
    column, separator, wrong, is_first = 0, _separator(lines), 0, True
    for number, text in enumerate(lines, 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        cells = _cells(text, separator)
        names = [cell.lower() for cell in cells]
        heading = next((index for index, name in enumerate(names) if name in _ADDRESS_COLUMNS), None)
        if is_first and heading is not None:
            column, is_first = heading, False
            continue
        is_first = False
        address = cells[column].partition(" #")[0].strip() if column < len(cells) else ""
        if _is_address(address):
            yield address
        elif (wrong := wrong + 1) <= _MISTAKES:
            folder.error(file, number, "holds no mail address", 'write mira@bluehill.example, or "@bluehill.example"')


def _cells(line: str, separator: str) -> list[str]:
    """The cells of one line of a table; none of a line that no table has."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def _separator(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    return max((",", ";", "\t"), key=first.count)


def _is_address(text: str) -> bool:
    _, at, domain = text.partition("@")
    return bool(at and domain) and "@" not in domain and not any(char.isspace() for char in text)


def _check_unused(folder: RulesFolder, used: set[str]) -> None:
    for file in sorted(folder.lists.keys() - used):
        folder.warn(file, 0, "is named nowhere", "name it under `vip_files` or `internal_files` in customers.yaml")
