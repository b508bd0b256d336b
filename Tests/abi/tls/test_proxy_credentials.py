"""The user name and password of a proxy: the proxy gets them, nobody else does, and no message has them."""

from harness import SV_OK, Run, check, check_completed, check_not_sent, generate
from proxy import Proxy, refusal
from test_proxy import CREDENTIALS, check_tunneled, check_untold, fails, secure_platform


def test_credentials_are_used_and_not_told():
    with secure_platform() as platform, Proxy(credentials=CREDENTIALS) as proxy:
        run = generate(*platform.settings, f"proxy={proxy.url(CREDENTIALS)}")
        check_tunneled(platform, proxy, run)
        check_untold(run)
        check("trace" in run.names, f"no traces: {run.names}")


def test_credentials_do_not_reach_the_platform():
    with secure_platform() as platform, Proxy(credentials=CREDENTIALS) as proxy:
        check_completed(generate(*platform.settings, f"proxy={proxy.url(CREDENTIALS)}"))
        names = [name.lower() for _, _, headers in platform.requests for name in headers]
        check("proxy-authorization" not in names, f"the platform was sent {names}")


def test_wrong_credentials_are_not_told():
    with secure_platform() as platform, Proxy(credentials="other:words") as proxy:
        run = generate(*platform.settings, f"proxy={proxy.url(CREDENTIALS)}")
        check_not_sent(run, "407")
        check_untold(run)


def test_credentials_of_a_broken_proxy_are_not_told():
    check_untold(fails(refusal(403, "Forbidden"), "403", CREDENTIALS))
    check_untold(fails(b"", credentials=CREDENTIALS))


def test_credentials_of_an_unusable_proxy_are_not_told():
    forms = ["ftp://{}@127.0.0.1:1", "http://{}@127.0.0.1:99999", "http://{}@[::1", "http://{}@127.0.0.1:x",
             "//{}@"]
    for form in forms:
        url = form.format(CREDENTIALS)
        with secure_platform() as platform:
            for settings, env in (([f"proxy={url}"], {}), ([], {"https_proxy": url})):
                with Run(*platform.settings, *settings, env=env) as run:
                    while run.next() is not None:
                        pass
                    run.text += run.process.stderr.read()
                check(run.status != SV_OK, f"{form} was treated as a proxy")
                check_untold(run)
                platform.connections.check(0)
