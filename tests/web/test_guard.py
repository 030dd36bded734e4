"""Nobody reads the page who may not: real HTTP against the real server."""

import asyncio
import ipaddress
import re
import socket
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.config.web import WebSettings
from inboxd.errors import Misconfigured
from inboxd.web import server as server_module
from inboxd.web.access import SESSION, Access, Guesses, access_of
from inboxd.web.server import WebServer
from tests.web.serving import PATHS, TOKEN, pages, serving

SECRETS = ("/", "/readyz", "/metrics")
HERE = (ipaddress.ip_network("127.0.0.1"),)
LOCKED = Access(TOKEN)
DESK = "desk.ourshop.example"
BEHIND = Access(proxy_header="x-forwarded-user", proxies=HERE, hosts=(DESK,))
FORM = b"POST /login HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"
NOON = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)


class TestListening:
    @pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0"])
    def test_beyond_loopback_without_a_token_is_refused(self, listen):
        with pytest.raises(Misconfigured, match="everybody who can reach it") as caught:
            WebServer(pages(), listen)
        assert "web.token_file" in caught.value.hint

    async def test_beyond_loopback_with_a_token_works_and_shows_nothing_without_it(self):
        async with serving(LOCKED, "0.0.0.0:0") as browser:
            for path in SECRETS:
                answer = await browser.ask(path)
                assert (answer.code, "customers" in answer.text) == (401, False)

    @pytest.mark.parametrize("listen", ["127.0.0.1:0", "localhost:0", "127.8.8.8:0"])
    def test_on_loopback_needs_nothing(self, listen):
        WebServer(pages(), listen).close()

    @pytest.mark.parametrize("listen", ["0.0.0.0:80", "[::]:80", "192.0.2.5:80", "help.ourshop.example:80"])
    def test_beyond_loopback_is_a_wrong_setting_until_something_keeps_strangers_out(self, listen):
        with pytest.raises(ValueError, match="would show customers to everybody"):
            WebSettings(listen=listen)
        assert WebSettings(listen=listen, token=TOKEN).listen == listen
        assert (
            WebSettings(listen=listen, proxy_header="X-User", trusted_proxies="10.0.0.5,10.1.0.0/16").listen == listen
        )

    @pytest.mark.parametrize(
        ("settings", "what"),
        [
            ({"proxy_header": "X-User"}, "trusted_proxies"),
            ({"proxy_header": "X User", "trusted_proxies": "10.0.0.5"}, "name of a header"),
            ({"trusted_proxies": "proxy.ourshop.example"}, "is no address"),
            ({"trusted_proxies": "0.0.0.0/0"}, "is everybody"),
            ({"trusted_proxies": "::/0"}, "is everybody"),
            ({"proxy_hosts": ["https://desk.ourshop.example"]}, "host name alone"),
            ({"proxy_hosts": ["desk.ourshop.example:443"]}, "host name alone"),
            ({"proxy_hosts": [""]}, "host name alone"),
        ],
    )
    def test_a_proxy_that_could_be_anybody_is_a_wrong_setting(self, settings, what):
        with pytest.raises(ValueError, match=what):
            WebSettings(**settings)

    @pytest.mark.parametrize("proxy", ["127.0.0.1", "127.0.0.0/8", "127.8.8.8", "::1", "::/1", "64.0.0.0/2"])
    def test_a_proxy_on_this_machine_must_be_told_from_a_browser_on_it(self, proxy):
        settings = {"proxy_header": "X-User", "trusted_proxies": ["10.0.0.5", proxy]}
        with pytest.raises(ValueError, match="write into `proxy_hosts` the host names") as caught:
            WebSettings(**settings)
        assert "browser" in str(caught.value)
        assert WebSettings(**settings, proxy_hosts=DESK).proxy_hosts == (DESK,)

    def test_a_proxy_that_names_nobody_need_not_say_its_host_names(self):
        assert WebSettings(token=TOKEN, trusted_proxies="127.0.0.1").proxy_hosts == ()

    def test_what_opens_the_page_comes_from_the_settings(self, tmp_path):
        file = tmp_path / "token"
        file.write_text(f"{TOKEN}\n")
        file.chmod(0o600)
        settings = WebSettings(
            token_file=file,
            proxy_header="X-Forwarded-User",
            trusted_proxies="127.0.0.1",
            proxy_hosts="Desk.OurShop.example,[::1]",
        )
        assert access_of(settings) == Access(TOKEN, "x-forwarded-user", HERE, (DESK, "::1"))
        assert not access_of(WebSettings()).is_needed


class TestToken:
    async def test_opens_every_page(self):
        async with serving(LOCKED) as browser:
            for path in SECRETS:
                assert (await browser.ask(path, Authorization=f"Bearer {TOKEN}")).text == "customers"

    @pytest.mark.parametrize(
        "given",
        ["Bearer wrong", f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer é"],
    )
    async def test_that_is_wrong_opens_nothing(self, given):
        async with serving(LOCKED) as browser:
            for path in SECRETS:
                assert (await browser.ask(path, Authorization=given)).code == 401

    async def test_health_tells_strangers_that_it_lives_and_nothing_else(self):
        async with serving(LOCKED) as browser:
            assert '"facts":false' in (await browser.ask("/healthz")).text
            assert '"facts":true' in (await browser.ask("/healthz", Authorization=f"Bearer {TOKEN}")).text

    async def test_cannot_be_guessed_at_leisure(self):
        async with serving(LOCKED) as browser:
            codes = [(await browser.ask("/", Authorization="Bearer wrong")).code for _ in range(12)]
            assert codes == [401] * 10 + [429] * 2
            assert (await browser.log_in("wrong")).code == 429
            assert (await browser.log_in()).code == 429

    async def test_guesses_do_not_shut_out_who_is_logged_in(self):
        async with serving(LOCKED) as browser:
            cookie = (await browser.log_in()).cookie
            for _ in range(11):
                await browser.ask("/", Authorization="Bearer wrong")
            assert (await browser.ask("/", Cookie=cookie)).text == "customers"

    def test_is_compared_in_constant_time(self, monkeypatch):
        compared = []

        def compare(one, other):
            compared.append((len(one), len(other)))
            return one == other

        monkeypatch.setattr("hmac.compare_digest", compare)
        assert [LOCKED.knows(guess) for guess in ("", "x", TOKEN)] == [False, False, True]
        assert compared == [(32, 32)] * 3

    def test_that_is_short_is_refused(self):
        with pytest.raises(Misconfigured, match="can be guessed") as caught:
            access_of(WebSettings(token="short-words"))
        assert "short-words" not in f"{caught.value}{caught.value.hint}"

    def test_is_in_no_repr(self):
        assert TOKEN not in f"{LOCKED!r}{WebSettings(token=TOKEN)!r}"


class TestLogin:
    async def test_gives_a_session_that_opens_the_page(self):
        async with serving(LOCKED) as browser:
            sent_away = await browser.ask("/", Accept="text/html")
            assert (sent_away.code, sent_away.headers["location"]) == (303, "login")
            form = await browser.ask("/login")
            assert 'type="password"' in form.text
            entered = await browser.log_in()
            assert entered.code == 303
            assert (await browser.ask("/", Cookie=entered.cookie)).text == "customers"

    async def test_keeps_the_cookie_from_scripts_and_other_sites(self):
        async with serving(LOCKED) as browser:
            cookie = (await browser.log_in()).headers["set-cookie"].lower()
        assert all(each in cookie for each in ("httponly", "samesite=strict", "max-age=43200"))
        assert TOKEN not in cookie
        assert "secure" not in cookie

    async def test_behind_https_the_cookie_never_travels_in_the_clear(self):
        async with serving(Access(TOKEN, "", HERE)) as browser:
            cookie = (await browser.log_in(X_Forwarded_Proto="https")).headers["set-cookie"]
        assert "Secure" in cookie

    async def test_a_stranger_cannot_pretend_https(self):
        async with serving(Access(TOKEN, "", (ipaddress.ip_network("192.0.2.1"),))) as browser:
            assert "Secure" not in (await browser.log_in(X_Forwarded_Proto="https")).headers["set-cookie"]

    ELSEWHERE = (
        {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Sec_Fetch_Site": "none"},
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {},
    )  # fmt: skip

    @pytest.mark.parametrize("path", ["/login", "/logout"])
    async def test_a_form_on_another_site_is_refused(self, path):
        async with serving(LOCKED) as browser:
            for headers in self.ELSEWHERE:
                answer = await browser.ask(path, method="POST", body=f"token={TOKEN}".encode(), **headers)
                assert answer.code == 403, headers
                assert "set-cookie" not in answer.headers

    async def test_by_its_origin_our_own_form_is_known_where_the_browser_says_no_more(self):
        async with serving(LOCKED) as browser:
            origin = f"http://127.0.0.1:{browser.port}"
            answer = await browser.ask("/login", method="POST", body=f"token={TOKEN}".encode(), Origin=origin)
            assert answer.code == 303

    async def test_with_a_wrong_token_says_so_without_repeating_it(self):
        async with serving(LOCKED) as browser:
            answer = await browser.log_in("<script>guess</script>")
        assert (answer.code, "guess" in answer.text) == (401, False)
        assert "set-cookie" not in answer.headers

    async def test_logging_out_takes_the_cookie_away(self):
        async with serving(LOCKED) as browser:
            answer = await browser.ask("/logout", method="POST", body=b"", Sec_Fetch_Site="same-origin")
        assert answer.code == 303
        assert "max-age=0" in answer.headers["set-cookie"].lower()

    async def test_a_form_that_is_too_large_is_not_read(self):
        async with serving(LOCKED) as browser:
            assert (await browser.log_in("x" * 5000)).code == 413

    async def test_a_form_with_too_many_fields_is_no_mistake_of_ours(self):
        async with serving(LOCKED) as browser:
            assert (await browser.log_in("x&a=1&b=2&c=3&d=4")).code == 400

    def test_a_session_runs_out_and_ends_with_the_token(self):
        session = LOCKED.make_session(NOON)
        assert LOCKED.is_session(session, NOON + SESSION - timedelta(seconds=1))
        assert not LOCKED.is_session(session, NOON + SESSION)
        assert not Access("another-token-0123456789").is_session(session, NOON)

    @pytest.mark.parametrize("forged", ["", ".", "9999999999.", "9999999999.00", "x.y", "٣.0", "9" * 40 + ".a", "é.é"])
    def test_a_session_cannot_be_made_up(self, forged):
        assert not LOCKED.is_session(forged, NOON)
        assert not BEHIND.is_session(f"9999999999.{'0' * 64}", NOON)

    def test_a_session_cannot_be_prolonged(self):
        until, _, signature = LOCKED.make_session(NOON).partition(".")
        assert not LOCKED.is_session(f"{int(until) + 1}.{signature}", NOON)


class TestProxy:
    async def test_that_is_trusted_may_say_who_reads(self):
        async with serving(BEHIND) as browser:
            for host in (DESK, f"{DESK}:8443", DESK.upper()):
                assert (await browser.ask("/", Host=host, X_Forwarded_User="ana")).text == "customers"

    @pytest.mark.parametrize("headers", [{}, {"X_Forwarded_User": ""}, {"X_Forwarded_User": "  "}, {"X_User": "ana"}])
    async def test_that_names_nobody_opens_nothing(self, headers):
        async with serving(BEHIND) as browser:
            for path in SECRETS:
                assert (await browser.ask(path, Host=DESK, **headers)).code == 403

    async def test_on_another_machine_may_show_the_page_under_any_name(self):
        async with serving(Access(proxy_header="x-forwarded-user", proxies=HERE)) as browser:
            for host in (DESK, "127.0.0.1", "elsewhere.ourshop.example"):
                assert (await browser.ask("/", Host=host, X_Forwarded_User="ana")).text == "customers"

    @pytest.mark.parametrize("access", [BEHIND, Access(TOKEN, "x-forwarded-user", HERE, (DESK,))])
    async def test_that_hands_on_the_visitor_s_own_bearer_is_believed_and_that_is_no_guess(self, access):
        async with serving(access) as browser:
            headers = {"Host": DESK, "Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}
            named = [(await browser.ask("/", X_Forwarded_User="ana", **headers)).code for _ in range(12)]
            assert named == [200] * 12
            assert (await browser.ask("/", **headers)).code in {401, 403}

    async def test_that_names_nobody_does_not_keep_the_token_from_opening(self):
        async with serving(Access(TOKEN, "x-forwarded-user", HERE, (DESK,))) as browser:
            for host in (DESK, "127.0.0.1"):
                answer = await browser.ask("/metrics", Host=host, Authorization=f"Bearer {TOKEN}")
                assert answer.text == "customers"

    async def test_on_this_machine_is_not_played_by_a_guesser_who_changes_address(self):
        async with serving(Access(TOKEN, "x-forwarded-user", HERE, (DESK,))) as browser:
            wrong = {"Host": "evil.example", "Authorization": "Bearer wrong"}
            codes = [(await browser.ask("/", X_Forwarded_For=f"192.0.2.{n}", **wrong)).code for n in range(11)]
        assert codes == [401] * 10 + [429]

    async def test_that_is_not_trusted_is_not_believed(self):
        elsewhere = Access(proxy_header="x-forwarded-user", proxies=(ipaddress.ip_network("192.0.2.0/24"),))
        async with serving(elsewhere) as browser:
            assert (await browser.ask("/", Host=DESK, X_Forwarded_User="ana")).code == 403

    async def test_a_header_that_a_visitor_added_to_the_proxy_s_is_a_lie(self):
        async with serving(BEHIND) as browser:
            lines = f"GET / HTTP/1.1\r\nHost: {DESK}\r\nX-Forwarded-User: \r\nX-Forwarded-User: root\r\n\r\n"
            assert b" 403 " in await _raw(browser.port, lines.encode())

    def test_written_as_ipv6_is_the_same_machine(self):
        assert BEHIND.trusts("::ffff:127.0.0.1")
        assert not BEHIND.trusts("nonsense")

    async def test_guesses_through_it_are_counted_for_each_visitor(self):
        async with serving(Access(TOKEN, "", HERE)) as browser:
            for _ in range(10):
                await browser.ask("/", Authorization="Bearer wrong", X_Forwarded_For="10.9.9.9, 192.0.2.7")
            assert (await browser.ask("/", Authorization="Bearer wrong", X_Forwarded_For="192.0.2.7")).code == 429
            assert (await browser.ask("/", Authorization="Bearer wrong", X_Forwarded_For="192.0.2.8")).code == 401


class TestGuesses:
    def test_are_forgotten_after_a_minute(self):
        guesses = Guesses(each=2)
        for _ in range(2):
            guesses.note("192.0.2.7", 100.0)
        assert guesses.are_too_many("192.0.2.7", 159.9)
        assert not guesses.are_too_many("192.0.2.8", 159.9)
        assert not guesses.are_too_many("192.0.2.7", 160.0)

    def test_from_many_addresses_are_counted_together(self):
        guesses = Guesses(each=10, all_together=20)
        for number in range(20):
            guesses.note(f"192.0.2.{number}", 100.0)
        assert guesses.are_too_many("198.51.100.1", 101.0)

    def test_of_strangers_with_many_addresses_do_not_shut_out_who_knew_the_token(self):
        guesses = Guesses(each=2, all_together=4)
        guesses.welcome("198.51.100.1", 90.0)
        for number in range(4):
            guesses.note(f"192.0.2.{number}", 100.0)
        assert guesses.are_too_many("198.51.100.2", 101.0)
        assert not guesses.are_too_many("198.51.100.1", 101.0)
        for _ in range(2):
            guesses.note("198.51.100.1", 102.0)
        assert guesses.are_too_many("198.51.100.1", 103.0)

    def test_from_one_network_of_ipv6_are_one_visitor_s(self):
        guesses = Guesses(each=2)
        guesses.note("2001:db8::1", 100.0)
        guesses.note("2001:db8::ffff", 100.0)
        assert guesses.are_too_many("2001:db8::5", 101.0)
        assert not guesses.are_too_many("2001:db8:0:1::5", 101.0)

    def test_from_ipv4_written_as_ipv6_are_counted_for_each_address(self):
        guesses = Guesses(each=2, all_together=4)
        for _ in range(2):
            guesses.note("::ffff:192.0.2.7", 100.0)
        assert guesses.are_too_many("192.0.2.7", 101.0)
        assert not guesses.are_too_many("::ffff:192.0.2.8", 101.0)
        guesses.welcome("::ffff:198.51.100.1", 101.0)
        for number in range(10, 12):
            guesses.note(f"::ffff:192.0.2.{number}", 101.0)
        assert guesses.are_too_many("::ffff:198.51.100.2", 102.0)
        assert not guesses.are_too_many("::ffff:198.51.100.1", 102.0)

    async def test_over_ipv4_shut_out_nobody_else_where_we_listen_on_ipv6(self):
        async with serving(LOCKED, "[::]:0") as browser:
            for _ in range(11):
                last = await browser.ask("/", Authorization="Bearer wrong")
            assert last.code == 429
            words = f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
            assert b"customers" in await _raw(browser.port, words.encode(), source="127.0.0.2")


class TestEveryAnswer:
    @pytest.mark.parametrize("access", [None, LOCKED, BEHIND])
    async def test_forbids_scripts_frames_guessing_caching_and_telling_where_one_was(self, access):
        async with serving(access) as browser:
            for path in (*PATHS, "/login", "/nowhere"):
                self._is_careful((await browser.ask(path)).headers)

    @staticmethod
    def _is_careful(headers):
        policy = dict(each.strip().partition(" ")[::2] for each in headers["content-security-policy"].split(";"))
        assert policy == {
            "default-src": "'none'",
            "style-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers

    async def test_only_reads(self):
        async with serving(LOCKED) as browser:
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
                for path in ("/", "/login"):
                    assert (await browser.ask(path, method=method, Authorization=f"Bearer {TOKEN}")).code == 405

    async def test_a_post_changes_nothing(self):
        async with serving(LOCKED) as browser:
            answer = await browser.ask("/", method="POST", body=b"", Authorization=f"Bearer {TOKEN}")
        assert (answer.code, answer.headers["allow"]) == (405, "GET, HEAD")


class TestPaths:
    """What is open to everybody opens nothing else, however the way to it is written."""

    TARGETS = (
        "//metrics", "/./metrics", "/healthz/../metrics", "/metrics/", "/%6detrics", "/page.css/../metrics",
        "/metrics?/healthz", "/metrics?\xff", "/healthz%3F/../metrics", "/healthz;/metrics", "http://x/metrics",
        "/metrics#/healthz",
    )  # fmt: skip

    @pytest.mark.parametrize("host", ["x", "x/healthz?", "x/healthz#", "x/page.css?", "127.0.0.1/healthz?"])
    async def test_no_spelling_of_path_or_host_gets_past_the_token(self, host):
        async with serving(LOCKED) as browser:
            for target in ("/", "/metrics", *self.TARGETS):
                for version, method in (("1.1", "GET"), ("1.0", "GET"), ("1.1", "HEAD")):
                    head = f"{method} {target} HTTP/{version}\r\nHost: {host}\r\n\r\n"
                    answer = await _raw(browser.port, head.encode("latin-1"))
                    assert not re.match(rb"HTTP/1.. (?:2|5)", answer), (method, target, host)
                    assert b"customers" not in answer


class TestHostNames:
    """A page elsewhere may point its own name at us (DNS rebinding)."""

    STRANGE = (
        "evil.example:8025", "127.0.0.1.evil.example", "localhost.evil.example", "a_b.evil.example", "[", "", "x@127.1",
    )  # fmt: skip

    async def test_that_are_not_ours_read_nothing_on_loopback(self):
        async with serving() as browser:
            for host in self.STRANGE:
                for path in SECRETS:
                    assert (await browser.ask(path, Host=host)).code == 421, (host, path)
                assert '"facts":true' not in (await browser.ask("/healthz", Host=host)).text

    async def test_that_are_ours_read_everything(self):
        async with serving() as browser:
            for host in ("localhost:8025", "127.0.0.1:8025", "[::1]:8025", "LOCALHOST"):
                assert (await browser.ask("/metrics", Host=host)).text == "customers"

    async def test_that_are_not_the_proxy_s_may_not_say_who_reads(self):
        async with serving(BEHIND) as browser:
            for host in (*self.STRANGE, "127.0.0.1", "localhost", f"{DESK}.evil.example", f"x.{DESK}"):
                for path in SECRETS:
                    answer = await browser.ask(path, Host=host, X_Forwarded_User="me")
                    assert (answer.code, "`proxy_hosts`" in answer.text) == (403, True), (host, path)
                assert '"facts":true' not in (await browser.ask("/healthz", Host=host, X_Forwarded_User="me")).text
            twice = f"GET / HTTP/1.1\r\nHost: {DESK}\r\nHost: {DESK}\r\nX-Forwarded-User: me\r\n\r\n"
            assert b"customers" not in await _raw(browser.port, twice.encode())
            none = b"GET / HTTP/1.0\r\nX-Forwarded-User: me\r\n\r\n"
            assert b" 403 " in await _raw(browser.port, none)


async def _raw(port: int, words: bytes, *, seconds: float = 5, source: str = "") -> bytes:
    own = (source, 0) if source else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=own)
    try:
        writer.write(words)
        async with asyncio.timeout(seconds):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


class TestBadManners:
    async def test_a_head_that_never_ends_is_refused(self):
        async with serving() as browser:
            answer = await _raw(browser.port, b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 20_000)
        assert re.match(rb"HTTP/1\.1 4\d\d|$", answer)
        assert b"customers" not in answer

    async def test_the_limit_of_a_head_is_ours_and_not_the_library_s(self, monkeypatch):
        monkeypatch.setattr(server_module, "LONGEST_HEAD", 2_000)
        async with serving() as browser:
            answer = await _raw(browser.port, b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 3_000)
        assert re.match(rb"HTTP/1\.1 4\d\d ", answer)

    async def test_a_body_that_says_to_be_large_is_refused_at_once(self):
        async with serving(LOCKED) as browser:
            words = (
                b"POST /login HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 99999999\r\n\r\n"
            )
            assert b" 413 " in await _raw(browser.port, words)

    async def test_a_body_that_does_not_say_is_read_up_to_the_limit(self):
        async with serving(LOCKED) as browser:
            head = (
                b"POST /login HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            answer = await _raw(browser.port, head + b"2000\r\n" + b"a" * 0x2000 + b"\r\n" * 1)
        assert b" 413 " in answer

    @pytest.mark.parametrize("beginning", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n"])
    async def test_who_never_finishes_a_request_is_cut_off(self, monkeypatch, beginning):
        monkeypatch.setattr(server_module, "LONGEST", 0.2)
        async with serving() as browser:
            assert await _raw(browser.port, beginning) == b""

    async def test_a_form_that_never_ends_is_cut_off(self, monkeypatch):
        monkeypatch.setattr(server_module, "LONGEST", 0.2)
        async with serving(LOCKED) as browser:
            assert await _raw(browser.port, FORM + b"Content-Length: 99\r\n\r\ntok") == b""

    async def test_one_connection_has_one_request(self):
        async with serving() as browser:
            twice = await _raw(browser.port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
        assert twice.count(b"customers") == 1

    async def test_many_slow_visitors_leave_room_again_when_their_time_is_over(self, monkeypatch):
        monkeypatch.setattr(server_module, "LONGEST", 0.3)
        async with serving() as browser:
            slow = [socket.create_connection(("127.0.0.1", browser.port)) for _ in range(110)]
            for each in slow:
                each.sendall(b"GET / HTTP/1.1\r\n")
            await asyncio.gather(*(asyncio.to_thread(_until_closed, each) for each in slow))
            assert (await browser.ask("/healthz")).code == 200


def _until_closed(link: socket.socket) -> None:
    link.settimeout(5)
    try:
        while link.recv(4096):
            pass
    except ConnectionResetError:
        pass
    finally:
        link.close()
