"""`notify send` against a real SMTP server: what arrives, what is put off, what fails, and nothing twice."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
import smtp_server
import trustme
from network import Network
from smtp_server import Server

Configured = Callable[..., Path]


def urged(network: Network, text: str = "用户有投诉倾向", **values: str) -> str:
    """An order with one notice, N9 to station 000001."""
    no = network.create(**values)
    network.ok("agent", "urge", "add", no, "--text", text)
    return no


def sent(network: Network, *words: str) -> dict:  # type: ignore[type-arg]
    return network.ok("admin", "notify", "send", *words)  # type: ignore[no-any-return]


def notices(network: Network, *words: str) -> list[dict]:  # type: ignore[type-arg]
    return network.ok("admin", "notify", "list", *words)  # type: ignore[no-any-return]


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_notice_arrives_once_in_chinese_with_order_and_text(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    no = urged(network, customer="欧阳娜娜")
    answer = sent(network)
    assert (answer["sent"], answer["put_off"], answer["failed"]) == (1, 0, 0)
    (mail,) = server.taken
    assert server.receivers == [["s1@example.com"]]
    assert no in mail["Subject"] and "催" not in mail["From"]
    assert mail["From"] == "维修网络 <repair@example.com>"
    assert mail["To"] == "s1@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_charset() == "utf-8"
    for told in (no, "欧阳娜娜", "13800000001", "用户有投诉倾向", "开机无显示", f"repaircli order show {no}"):
        assert told in body(mail)
    assert "维修单" in body(mail) and "用户" in body(mail)
    (row,) = notices(network)
    assert (row["status"], row["tries"], row["error"]) == ("sent", 1, None)
    assert row["sent_at"] == "2026-06-03T09:00:00+08:00"
    assert sent(network)["results"] == [] and len(server.taken) == 1


def test_mails_are_english_where_the_settings_say_so(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port, 'lang = "en"')
    no = urged(network)
    sent(network)
    assert server.taken[0]["Subject"] == f"[training] special remark on an order: order {no}"
    assert "customer: 张三" in body(server.taken[0])


def test_what_no_clause_binds_to_the_telephone_goes_to_who_has_an_address_and_the_rest_stays(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    urged(network)
    network.create(station="000003")
    other = network.create(station="000101")
    network.ok("agent", f"urge add {other} --text 请尽快")
    result = network.run("admin", "notify send")
    assert result.exit == 0
    assert result.data["sent"] == 1 and result.data["unaddressed"] == 1
    assert result.data["without_address"] == [
        {"to_kind": "station", "to": "000101", "medium": "form", "count": 1}
    ]
    assert (
        "notices still queued because no address or command is configured: 1" in result.err
        and "station 000101 (form): 1" in result.err
    )
    assert [n["status"] for n in notices(network)] == ["sent", "queued"]


def test_sending_asks_on_a_terminal_for_how_many(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    assert "[y/N]" not in network.run("admin", "notify send", typed="").err
    urged(network)
    urged(network)
    declined = network.run("admin", "notify send", typed="n\n")
    assert declined.exit == 130 and not server.taken
    assert "send 2 notices, 2 by e-mail and 0 by the configured command? [y/N]" in declined.err
    assert network.run("admin", "notify send --limit 1", typed="y\n").data["sent"] == 1
    assert network.run("admin", "notify send --yes", typed="").data["sent"] == 1


def test_several_addresses_of_a_receiver_get_one_mail_together(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result guided-solved")
    network.ok("eng1", f"order writeback-t3 {no} --phone-resolved software")
    sent(network)
    assert server.receivers == [["v1@example.com", "v2@example.com"]]
    assert "电话解决" in body(server.taken[0])


def test_a_refused_connection_puts_everything_off_with_growing_pauses_until_it_fails(
    network: Network, configured: Configured
) -> None:
    with smtp_server.running() as gone:
        port = gone.port
    configured(port)
    urged(network)
    urged(network)
    result = network.run("admin", "notify send")
    assert result.exit == 7
    assert result.data["put_off"] == 2 and "refused" in result.err
    pauses = []
    for _ in range(9):
        rows = notices(network)
        assert {r["status"] for r in rows} == {"queued"}
        assert len({(r["tries"], r["next_try_at"]) for r in rows}) == 1
        next_try = rows[0]["next_try_at"][:19]
        pauses.append(next_try)
        assert sent(network)["results"] == []
        network.at(next_try)
        assert network.run("admin", "notify send").exit == 7
    assert pauses[:5] == [
        "2026-06-03T09:01:00",
        "2026-06-03T09:06:00",
        "2026-06-03T09:21:00",
        "2026-06-03T10:21:00",
        "2026-06-03T14:21:00",
    ]
    rows = notices(network, "--status", "failed")
    assert [(r["tries"], r["next_try_at"]) for r in rows] == [(10, None)] * 2
    assert all("refused" in r["error"] for r in rows)


def test_after_the_server_is_back_each_notice_arrives_once(network: Network, configured: Configured) -> None:
    with smtp_server.running() as gone:
        configured(gone.port)
    for _ in range(3):
        urged(network)
    assert network.run("admin", "notify send").exit == 7
    with smtp_server.running() as back:
        configured(back.port)
        network.at("09:01")
        assert sent(network)["sent"] == 3
        assert sent(network)["sent"] == 0
        assert len(back.taken) == 3
        assert len({m["Message-ID"] for m in back.taken}) == 3


def test_a_refused_receiver_fails_alone_and_at_once(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    server.rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("s1") else None
    urged(network)
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result guided-solved")
    network.ok("eng1", f"order writeback-t3 {no} --phone-resolved software")
    result = network.run("admin", "notify send")
    assert result.exit == 7
    assert [r["status"] for r in result.data["results"]] == ["failed", "sent"]
    (row,) = notices(network, "--status", "failed")
    assert row["error"] == "s1@example.com: 550 5.1.1 no such user"
    assert len(server.taken) == 1


def test_one_bad_address_of_two_does_not_keep_the_other_from_its_mail(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    server.rcpt = lambda address: "550 unknown" if address.startswith("v1") else None
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result guided-solved")
    network.ok("eng1", f"order writeback-t3 {no} --phone-resolved software")
    assert sent(network)["sent"] == 1
    assert server.receivers == [["v2@example.com"]]
    (row,) = notices(network)
    assert row["status"] == "sent" and row["error"] == "v1@example.com: 550 unknown"


def test_a_temporary_refusal_of_one_address_keeps_all_waiting_so_that_none_gets_it_twice(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    server.rcpt = lambda address: "450 try later" if address.startswith("v1") else None
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result guided-solved")
    network.ok("eng1", f"order writeback-t3 {no} --phone-resolved software")
    assert network.run("admin", "notify send").data["put_off"] == 1
    assert server.taken == []
    server.rcpt = lambda address: None
    network.at("09:01")
    assert sent(network)["sent"] == 1
    assert server.receivers == [["v1@example.com", "v2@example.com"]]


@pytest.mark.parametrize(("answer", "status"), [("451 busy", "queued"), ("554 we do not like it", "failed")])
def test_what_the_server_says_to_the_letter_itself_decides(
    network: Network, server: Server, configured: Configured, answer: str, status: str
) -> None:
    configured(server.port)
    server.data = lambda mail: answer
    urged(network)
    assert network.run("admin", "notify send").exit == 7
    (row,) = notices(network)
    assert (row["status"], row["error"]) == (status, answer)


def test_a_connection_that_breaks_after_the_letter_was_handed_over_is_never_tried_again_by_itself(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    server.before_reply = lambda smtp: smtp.transport.abort()
    urged(network)
    assert network.run("admin", "notify send").data["failed"] == 1
    assert len(server.taken) == 1
    (row,) = notices(network)
    assert row["status"] == "failed" and "it is unknown whether" in row["error"]
    server.before_reply = lambda smtp: None
    for day in range(4, 9):
        network.at(f"2026-06-{day:02}T09:00:00")
        assert sent(network)["results"] == []
    assert len(server.taken) == 1
    retried = network.run("admin", "notify", "retry", str(row["id"]))
    assert retried.exit == 0 and "may have arrived already" in retried.err
    assert sent(network)["sent"] == 1
    assert server.taken[0]["Message-ID"] == server.taken[1]["Message-ID"]


def test_a_wrong_password_is_the_servers_trouble_and_no_notice_fails_for_it_at_once(
    network: Network, configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server.running(auth=True) as server:
        configured(server.port, f'user = "{smtp_server.USER}"')
        urged(network)
        assert network.run("admin", "notify send").exit == 2
        monkeypatch.setenv("REPAIRCLI_MAIL_PASSWORD", "wrong")
        result = network.run("admin", "notify send")
        assert result.data["put_off"] == 1 and "535" in result.err and "wrong" not in result.err
        monkeypatch.setenv("REPAIRCLI_MAIL_PASSWORD", smtp_server.PASSWORD)
        network.at("09:01")
        assert sent(network)["sent"] == 1


def test_the_password_comes_from_a_file_of_its_own_and_is_shown_nowhere(
    network: Network, configured: Configured
) -> None:
    with smtp_server.running(auth=True) as server:
        file = configured(server.port, f'user = "{smtp_server.USER}"\npassword_file = "mail-password"')
        secret = file.parent / "mail-password"
        secret.write_text(smtp_server.PASSWORD + "\n")
        secret.chmod(0o644)
        urged(network)
        result = network.run("admin", "notify send")
        assert result.data["sent"] == 1
        assert "other users can read mail-password" in result.err
        secret.chmod(0o600)
        urged(network)
        result = network.run("admin", "notify send")
        assert "other users can read" not in result.err
        shown = network.run("admin", "config show").out + result.out + result.err
        assert "mail-password" in shown and smtp_server.PASSWORD not in shown


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_server_is_used_only_with_a_certificate_that_is_trusted(
    network: Network, configured: Configured, tmp_path: Path, security: str
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    options = {"tls": context} if security == "starttls" else {"ssl_context": context}
    with smtp_server.running(**options) as server:
        urged(network)
        plain = f'host = "127.0.0.1"\nport = {server.port}\nsecurity = "{security}"\nfrom = "r@example.com"\n'
        to = '[addresses.station]\n"000001" = "s1@example.com"\n'
        configured(text=f"[mail]\n{plain}{to}")
        result = network.run("admin", "notify send")
        assert result.data["put_off"] == 1 and "certificate" in result.err
        configured(text=f'[mail]\n{plain}ca_file = "{tmp_path / "ca.pem"}"\n{to}')
        network.at("09:01")
        assert sent(network)["sent"] == 1
        assert len(server.taken) == 1


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(
    network: Network, server: Server, configured: Configured
) -> None:
    urged(network)
    configured(
        text=f'[mail]\nhost = "127.0.0.1"\nport = {server.port}\nfrom = "r@example.com"\n'
        '[addresses.station]\n"000001" = "s1@example.com"\n'
    )
    result = network.run("admin", "notify send")
    assert result.data["put_off"] == 1 and "STARTTLS" in result.err
    assert server.taken == [] and server.asked == []


def test_text_with_line_breaks_and_headers_in_it_stays_text(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    evil = "请尽快\r\nBcc: thief@example.com\r\n\r\n.\r\nRCPT TO:<thief@example.com>\x1b[31m"
    no = urged(network, evil, customer="王\r\nBcc: thief@example.com")
    sent(network)
    (mail,) = server.taken
    assert server.asked == ["s1@example.com"]
    assert mail["Bcc"] is None and len(mail.get_all("To")) == 1
    assert "\x1b" not in body(mail)
    assert not any(line.startswith(("Bcc", "RCPT")) for line in body(mail).splitlines())
    assert "Bcc: thief@example.com" in body(mail) and no in body(mail)


def test_a_limit_sends_the_oldest_first_and_a_dry_run_sends_nothing(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    numbers = [urged(network) for _ in range(3)]
    plan = sent(network, "--dry-run")
    assert plan["would_send"] == 3 and server.taken == []
    assert [r["addresses"] for r in plan["results"]] == [["s1@example.com"]] * 3
    assert all(no in r["subject"] for no, r in zip(numbers, plan["results"], strict=True))
    assert {n["status"] for n in notices(network)} == {"queued"}
    sent(network, "--limit", "2")
    assert [numbers[i] in server.taken[i]["Subject"] for i in (0, 1)] == [True, True]
    assert len(server.taken) == 2
    assert network.run("admin", "notify send --limit 0").exit == 2


def test_the_same_request_id_sends_nothing_again(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    urged(network)
    first = sent(network, "--request-id", "k1")
    urged(network)
    assert sent(network, "--request-id", "k1") == first
    assert len(server.taken) == 1


def test_an_idle_run_leaves_no_trace_in_the_database(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    urged(network)
    sent(network)
    before = network.path.read_bytes()
    sent(network)
    assert network.path.read_bytes() == before


def test_every_attempt_is_in_the_audit_log(network: Network, server: Server, configured: Configured) -> None:
    configured(server.port)
    server.rcpt = lambda address: "450 later"
    no = urged(network)
    network.run("admin", "notify send")
    server.rcpt = lambda address: None
    network.at("09:01")
    sent(network)
    told = [e["what"] for e in network.ok("admin", f"audit log {no}")]
    assert [w for w in told if w.startswith("notice.")] == ["notice.put_off", "notice.sent"]
    network.ok("admin", "audit verify")


def test_nobody_but_the_administrator_sends(network: Network, server: Server, configured: Configured) -> None:
    configured(server.port)
    for who in ("north", "co1", "agent", "visitor"):
        assert network.run(who, "notify send").exit == 4


def test_notices_of_an_import_that_is_not_finished_stay(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    no = urged(network)
    with network.writing() as tx:
        tx.conn.exec_driver_sql(
            "INSERT INTO batches (id, kind, state, file_name, sha256, total, done, options, started_by, started_at)"
            " VALUES (1, 'orders', 'loading', 'f', 'x', 1, 1, '{}', 'agent', '2026-06-03T01:00:00Z')"
        )
        tx.conn.exec_driver_sql("UPDATE orders SET batch_id = 1 WHERE order_no = ?", (no,))
    assert sent(network)["results"] == []
    with network.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE batches SET state = 'done'")
    assert sent(network)["sent"] == 1
