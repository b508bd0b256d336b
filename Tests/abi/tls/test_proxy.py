"""Proxies: which one is taken, what it gets to see, and what its failures mean."""

import base64
from contextlib import contextmanager

from harness import KEY, Run, check, check_completed, check_not_sent, generate, world
from nginx import Nginx
from platforms import Platform, Simulator, free_port
from proxy import Proxy, refusal

USER, PASSWORD = "proxy-user-5e1f", "p4ss-w0rd-of-the-proxy"
CREDENTIALS = f"{USER}:{PASSWORD}"
TRIES = "create_tries_max=2"


@contextmanager
def secure_platform(**more):
    with Platform(world().shelf.good, **more) as platform:
        trust = f"ca_file={world().shelf.authority.file}"
        platform.settings = [f"base_url={platform.base_url}", trust, TRIES, "trace=1"]
        yield platform


def check_untold(run):
    """What a proxy URL keeps secret is nowhere in what the library says."""
    token = base64.b64encode(CREDENTIALS.encode()).decode()
    for secret in (USER, PASSWORD, token):
        check(secret not in run.text, f"{secret} was printed: {run.told()}")


def check_tunneled(platform, proxy, run, connects=1):
    """It went through the proxy, which saw a CONNECT and TLS, and neither the key nor anything else of the
    request."""
    check_completed(run)
    check(platform.posts == 1, f"{platform.posts} creates instead of 1")
    check(len(proxy.heads) == connects, f"{len(proxy.heads)} requests to the proxy instead of {connects}")
    target = f"CONNECT {platform.host}:{platform.port} HTTP/1.1\r\n".encode()
    check(all(head.startswith(target) for head in proxy.heads), f"the proxy was asked {proxy.heads}")
    check(bytes(proxy.tunneled[:2]) == b"\x16\x03", "what went through the tunnel is not TLS")
    seen = proxy.bytes_received
    for secret in (KEY.encode(), b"Bearer", b"Idempotency-Key", b"/generation/", b"fox"):
        check(secret not in seen, f"the proxy saw {secret}")


def check_direct(platform, proxy, run):
    check_completed(run)
    check(platform.posts == 1, f"{platform.posts} creates instead of 1")
    check(not proxy.heads, f"the proxy was asked {proxy.heads}")


def through(*settings, env=None, make=check_tunneled):
    """Runs with `settings` and `env`, in which PROXY stands for the proxy's URL."""
    with secure_platform() as platform, Proxy() as proxy:
        filled = [word.replace("PROXY", proxy.url()) for word in settings]
        values = {name: value.replace("PROXY", proxy.url()) for name, value in (env or {}).items()}
        make(platform, proxy, generate(*platform.settings, *filled, env=values))


# --- which proxy ---

def test_option():
    through("proxy=PROXY")


def test_environment_variables():
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        through(env={name: "PROXY"})


def test_order_of_environment_variables():
    dead = f"http://127.0.0.1:{free_port()}"
    names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    for first, name in enumerate(names):
        through(env={name: "PROXY", **dict.fromkeys(names[first + 1:], dead)})


def test_option_goes_before_environment():
    through("proxy=PROXY", env={"https_proxy": f"http://127.0.0.1:{free_port()}"})


def test_variables_for_http_do_not_count_for_https():
    through(env={"http_proxy": "PROXY", "HTTP_PROXY": "PROXY"}, make=check_direct)


def test_empty_option_means_no_proxy():
    through("proxy=", env={"https_proxy": "PROXY", "all_proxy": "PROXY"}, make=check_direct)


def test_no_proxy_option():
    for hosts in ("127.0.0.1", "*", "example.com,127.0.0.1"):
        through("proxy=PROXY", f"no_proxy={hosts}", make=check_direct)


def test_no_proxy_environment():
    for name in ("no_proxy", "NO_PROXY"):
        through("proxy=PROXY", env={name: "127.0.0.1"}, make=check_direct)
    through("proxy=PROXY", env={"no_proxy": "example.com"})


def test_no_proxy_option_goes_before_environment():
    through("proxy=PROXY", "no_proxy=", env={"no_proxy": "*"})


def test_environment_is_read_only_at_creation():
    through("env:https_proxy=PROXY", "env:ALL_PROXY=PROXY", make=check_direct)
    through("env:no_proxy=*", "env:NO_PROXY=*", "proxy=PROXY")


def test_proxy_resolves_the_name():
    with Platform(world().shelf.named, host="platform.test") as platform:
        with Proxy(hosts={"platform.test": platform.port}) as proxy:
            run = generate(
                f"base_url={platform.base_url}", f"ca_file={world().shelf.authority.file}",
                f"proxy={proxy.url()}")
            check_tunneled(platform, proxy, run)


def test_tls_to_the_proxy():
    with secure_platform() as platform, Proxy(certificate=world().shelf.good) as proxy:
        check_tunneled(platform, proxy, generate(*platform.settings, f"proxy={proxy.url()}"))


def test_tls_to_a_proxy_that_is_not_trusted():
    shelf = world().shelf
    for certificate, advice in (
            (shelf.self_signed, "the option ca_file names the trusted certificates"),
            (shelf.expired, "check the clock of this machine; if it is right, the operator of the proxy"),
            (shelf.named, "the certificate of the proxy is for another host: check the address in the option "
                          "proxy. ")):
        with secure_platform() as platform, Proxy(certificate=certificate) as proxy:
            check_not_sent(generate(*platform.settings, f"proxy={proxy.url()}"), advice)
            check(not any(proxy.heads), f"the proxy was asked {proxy.heads}")
            platform.connections.check(0)


def test_platform_that_is_not_trusted_behind_tls_to_a_proxy():
    shelf = world().shelf
    with Platform(shelf.named) as platform, Proxy(certificate=shelf.good) as proxy:
        settings = [f"base_url={platform.base_url}", f"ca_file={shelf.authority.file}", TRIES]
        check_not_sent(generate(*settings, f"proxy={proxy.url()}"),
                       "the certificate of the server is for another host")


# --- plain http stays on the machine ---

def test_plain_http_never_meets_a_proxy():
    for settings, names in ((["proxy=PROXY"], []),
                            ([], ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])):
        with Platform() as platform, Proxy() as proxy:
            filled = [word.replace("PROXY", proxy.url()) for word in settings]
            run = generate(f"base_url={platform.base_url}", *filled,
                           env={name: proxy.url() for name in names})
            check(KEY.encode() not in proxy.bytes_received, "the proxy saw the key")
            check_direct(platform, proxy, run)


# --- failures ---

def fails(answer, words="", credentials=None):
    """Both tries met the proxy, none the platform."""
    with secure_platform() as platform, Proxy(answer=answer) as proxy:
        run = generate(*platform.settings, f"proxy={proxy.url(credentials)}")
        check_not_sent(run, words)
        check(len(proxy.heads) == 2, f"{len(proxy.heads)} requests to the proxy instead of 2")
        platform.connections.check(0)
        check(KEY.encode() not in proxy.bytes_received, "the proxy saw the key")
        check(run.end["http_status"] in (0, None),
              f"the proxy's status was treated as the platform's: {run.end}")
        return run


def test_refused_with_403():
    fails(refusal(403, "Forbidden"),
          "the proxy refused the connection (HTTP 403); it is named by the option proxy")


def test_refused_with_407():
    fails(refusal(407, "Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="x"\r\n'),
          "user and a password (HTTP 407): write USER:PASSWORD@ before its host in the option proxy")


def test_refused_with_502_and_503():
    fails(refusal(502, "Bad Gateway"), "502")
    fails(refusal(503, "Service Unavailable", "Retry-After: 7000\r\n"), "503")


NAMED = "; the proxy is named by the option proxy: check it"


def test_closes_during_connect():
    fails(b"", NAMED)


def test_closes_inside_its_answer():
    fails(b"HTTP/1.1 200 Connection est", NAMED)


def test_answers_garbage():
    fails(b"\x00\xff no HTTP at all\r\n\r\n", NAMED)


def test_redirects():
    fails(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "302")


def test_closes_the_tunnel_at_once():
    with secure_platform() as platform, Proxy(breaks_tunnels=True) as proxy:
        check_not_sent(generate(*platform.settings, f"proxy={proxy.url()}"))
        check(len(proxy.heads) == 2, f"{len(proxy.heads)} requests to the proxy instead of 2")
        check(not platform.requests, f"the platform was sent {platform.requests}")


def test_is_not_there():
    with secure_platform() as platform:
        for name in ("the option proxy", "the variable https_proxy", "the variable HTTPS_PROXY",
                     "the variable all_proxy"):
            dead = f"http://{CREDENTIALS}@127.0.0.1:{free_port()}"
            option = [f"proxy={dead}"] if name == "the option proxy" else []
            run = generate(*platform.settings, *option, env={} if option else {name.split()[-1]: dead})
            check_not_sent(run, f"the proxy is named by {name}: check it")
            check_untold(run)
        platform.connections.check(0)


def test_has_a_name_that_nobody_knows():
    with secure_platform() as platform:
        check_not_sent(
            generate(*platform.settings, "proxy=http://no-such-proxy.invalid:3128"),
            "the proxy is named by the option proxy")


def test_is_not_blamed_for_the_platform():
    """The platform is not there, and no_proxy excepts its host from the proxy."""
    run = generate(f"base_url=https://127.0.0.1:{free_port()}/api/v1", TRIES, "no_proxy=*",
                   f"proxy=http://127.0.0.1:{free_port()}")
    check_not_sent(run)
    check("proxy is named" not in run.end["message"], run.end["message"])


def test_is_not_blamed_for_407_of_another():
    """Something between here and the platform answers with 407; no_proxy excepts the host from the proxy."""
    with secure_platform(status=407) as platform:
        dead = f"http://127.0.0.1:{free_port()}"
        run = generate(*platform.settings, env={"https_proxy": dead, "no_proxy": "127.0.0.1"})
        message = run.end["message"]
        for words in ("if the variable https_proxy names this proxy", "the administrator of this network"):
            check(words in message, message)
        check("The request was refused, so nothing was bought." in message, message)


def test_breaks_off_in_mid_stream():
    """The tunnel falls after the first event: the job is followed by its id through a new one, and bought
    once."""
    with Simulator("--latency-ms", "300", "--fault", "stall-after=1") as simulator:
        with Nginx(simulator.port, http2=True) as nginx, Proxy() as proxy:
            with Run(*nginx.settings, f"proxy={proxy.url()}", "poll_interval_ms=50") as run:
                run.until("sse_event")
                proxy.cut()
                run.finish()
            check_completed(run)
            check(run.end["source"] == "poll", f"it did not end by polling: {run.told()}")
            check(len(proxy.heads) >= 2, "no poll went through the proxy")
            check(simulator.creations() == 1 and simulator.posts() == 1, f"log: {simulator.log()}")
