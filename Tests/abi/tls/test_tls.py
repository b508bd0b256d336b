"""Whom the library believes: certificates, and where the authorities come from."""

import ssl

from harness import (
    SV_ERR_OUTCOME_UNKNOWN,
    SV_ERR_TRANSPORT,
    SV_OK,
    Run,
    check,
    check_completed,
    check_not_sent,
    generate,
    world,
)
from platforms import Platform, Rude

TRIES = "create_tries_max=2"


def trusting(platform, *settings, **more):
    return generate(f"base_url={platform.base_url}", TRIES, *settings, **more)


def refused(certificate, *settings, host="127.0.0.1", words="", version=None, **more):
    """Nothing was sent: both tries met the server, and no request reached it."""
    with Platform(certificate, host, version) as platform:
        run = trusting(platform, *settings, **more)
        check_not_sent(run, words)
        platform.connections.check(2)
        check(not platform.requests, f"the server was sent {platform.requests}")
        return run.end["message"]


def accepted(certificate, *settings, host="127.0.0.1", **more):
    with Platform(certificate, host) as platform:
        check_completed(trusting(platform, *settings, **more))
        check(platform.posts == 1, f"{platform.posts} creates instead of 1")
        check("Authorization" in platform.requests[0][2], "the platform did not get the key")


def ca_file(authority):
    return f"ca_file={authority.file}"


# --- certificates ---

def test_good_certificate():
    accepted(world().shelf.good, ca_file(world().shelf.authority))


def test_good_certificate_by_name():
    accepted(world().shelf.good, ca_file(world().shelf.authority), host="localhost")


TRUST = "certificate; the option ca_file names the trusted certificates"


def not_for_want_of_trust(*given, advice, **more):
    """What the message advises; it does not lead to the authorities, which would change nothing."""
    message = refused(*given, words=advice, **more)
    check("trusted certificates" not in message, message)


def test_self_signed():
    refused(world().shelf.self_signed, ca_file(world().shelf.authority), words="self-signed " + TRUST)


def test_self_signed_is_good_when_it_is_trusted_itself():
    accepted(world().shelf.self_signed, ca_file(world().shelf.self_signed))


def test_wrong_host():
    message = ("subject name matches target host name '127.0.0.1'; "
               "the certificate of the server is for another host")
    not_for_want_of_trust(world().shelf.named, ca_file(world().shelf.authority), advice=message)


def test_wrong_host_by_name():
    message = (
        "'localhost'; the certificate of the server is for another host: check the address and the name "
        "look-up. ")
    not_for_want_of_trust(world().shelf.named, ca_file(world().shelf.authority), host="localhost",
                          advice=message)


def test_expired():
    message = (
        "expired; check the clock of this machine; if it is right, the operator of the server must replace "
        "the cert")
    not_for_want_of_trust(world().shelf.expired, ca_file(world().shelf.authority), advice=message)


def test_not_valid_yet():
    message = (
        "certificate is not yet valid; check the clock of this machine; if it is right, the operator of the "
        "server")
    not_for_want_of_trust(world().shelf.early, ca_file(world().shelf.authority), advice=message)


def test_certificate_of_a_client():
    not_for_want_of_trust(
        world().shelf.of_clients, ca_file(world().shelf.authority),
        advice="purpose; the operator of the server must replace the certificate. Nothing")


def test_unknown_authority():
    refused(world().shelf.good, ca_file(world().shelf.other_authority), words="issuer " + TRUST)


def test_unknown_authority_with_the_system_store():
    refused(world().shelf.good, words="certificate")


def test_plain_http_server_behind_https():
    with Platform() as platform:
        run = generate(f"base_url=https://127.0.0.1:{platform.port}/api/v1", TRIES)
        check_not_sent(run)
        check(not platform.requests, f"the server was sent {platform.requests}")


def rude(answer, *settings):
    with Rude(answer) as server:
        check_not_sent(generate(f"base_url={server.base_url}", TRIES, *settings))
        server.connections.check(2)


def test_handshake_is_never_answered():
    rude(None, "connect_timeout_ms=300")


def test_handshake_is_cut():
    rude(b"")


def test_handshake_is_answered_with_an_alert():
    rude(b"\x15\x03\x03\x00\x02\x02\x28")


def test_handshake_breaks_off_inside_a_record():
    rude(b"\x16\x03\x03\x40\x00\x02\x00")


def test_handshake_is_answered_with_garbage():
    rude(b"SSH-2.0-no\r\n")


def test_client_certificate_is_wanted():
    shelf = world().shelf
    with Platform(shelf.good, version=ssl.TLSVersion.TLSv1_2, clients=shelf.authority) as platform:
        check_not_sent(trusting(platform, ca_file(shelf.authority)))
        check(not platform.requests, f"the server was sent {platform.requests}")


def test_client_certificate_is_wanted_too_late():
    """With TLS 1.3 the refusal comes when the request has begun to leave. Only if it came before the body is
    it known that nothing was bought; nothing is repeated."""
    shelf = world().shelf
    with Platform(shelf.good, version=ssl.TLSVersion.TLSv1_3, clients=shelf.authority) as platform:
        run = trusting(platform, ca_file(shelf.authority))
        seen = (run.status, run.end["charge_state"])
        allowed = [(SV_ERR_OUTCOME_UNKNOWN, "unknown"), (SV_ERR_TRANSPORT, "not_sent")]
        check(seen in allowed, f"status {run.status}: {run.told()}")
        check("retry" not in run.names, f"it was repeated: {run.told()}")
        platform.connections.check(1)


def test_old_protocol_version():
    refused(
        world().shelf.good, ca_file(world().shelf.authority), version=ssl.TLSVersion.TLSv1_1,
        env={"OPENSSL_CONF": permissive_configuration()})


def permissive_configuration():
    """A system whose OpenSSL would still speak TLS 1.1."""
    path = world().folder / "permissive.cnf"
    path.write_text(
        "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMinProtocol = TLSv1\n"
        "CipherString = ALL:@SECLEVEL=0\n")
    return path


# --- verification is always on ---

def test_no_option_switches_verification_off():
    with Run(operation=["options"]) as run:
        names = run.process.stdout.read().split()
    check(len(names) > 10, f"the options are {names}")
    for name in names:
        check(not any(word in name for word in ("verif", "insecure", "check", "tls", "ssl")),
              f"the option {name}")
    for name in ("verify", "insecure", "tls_verify", "ssl_verifypeer", "ssl_verifyhost"):
        with Run(f"{name}=0") as run:
            code = run.process.wait()
            check(code == 2 and "there is no option" in run.process.stderr.read(), f"{name} was taken")


def test_no_environment_switches_verification_off():
    home = world().folder / "home"
    home.mkdir()
    for name in (".curlrc", "_curlrc"):
        (home / name).write_text("insecure\n")
    names = ["CURL_INSECURE", "SSL_NO_VERIFY", "GIT_SSL_NO_VERIFY", "PYTHONHTTPSVERIFY",
             "NODE_TLS_REJECT_UNAUTHORIZED"]
    refused(world().shelf.good, env={"HOME": home, "CURL_HOME": home, **dict.fromkeys(names, "0")})


def test_empty_store_trusts_nobody():
    refused(world().shelf.good, ca_file(world().shelf.authority), "ca_file=/dev/null")


def test_missing_store_trusts_nobody():
    with Platform(world().shelf.good) as platform:
        check_not_sent(trusting(platform, "ca_file=/nonexistent/ca.pem"))
        check(not platform.requests, f"the server was sent {platform.requests}")


# --- where the authorities come from ---

def test_option_ca_path():
    accepted(world().shelf.good, f"ca_path={world().shelf.hashed}")


def test_environment_file():
    accepted(world().shelf.good, env={"SSL_CERT_FILE": world().shelf.authority.file})


def test_environment_folder():
    accepted(world().shelf.good, env={"SSL_CERT_DIR": world().shelf.hashed})


def test_environment_is_read_only_at_creation():
    with Platform(world().shelf.good) as platform:
        check_not_sent(trusting(platform, f"env:SSL_CERT_FILE={world().shelf.authority.file}"))


def test_option_goes_before_environment():
    shelf = world().shelf
    refused(shelf.good, ca_file(shelf.other_authority), env={"SSL_CERT_FILE": shelf.authority.file})
    refused(shelf.good, f"ca_path={shelf.other_hashed}", env={"SSL_CERT_DIR": shelf.hashed})
    refused(shelf.good, ca_file(shelf.other_authority), env={"SSL_CERT_DIR": shelf.hashed})
    accepted(shelf.good, ca_file(shelf.authority), env={"SSL_CERT_FILE": shelf.other_authority.file})


def test_poll_and_credits_verify_too():
    with Platform(world().shelf.good) as platform:
        for operation in (["wait", "gen_00000000000000aa"], ["credits"]):
            run = generate(f"base_url={platform.base_url}", "poll_failures_max=1", operation=operation)
            check(run.status not in (SV_OK, None), f"{operation} went on: {run.told()}")
        check(not platform.requests, f"the server was sent {platform.requests}")
