"""Where the system's authorities are looked for: each run sees an /etc of its own, with only what a test puts
there."""

import os
import subprocess
import threading

from harness import Skip, check, check_completed, check_not_sent, generate, world
from platforms import Platform

FOUND_IN = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem"]
# Takes pairs of what and where, up to "--", then the command.
SCRIPT = """set -e
mount -t tmpfs tmpfs /etc
while [ "$1" != -- ]; do mkdir -p "$(dirname "$2")"; cp -a "$1" "$2"; shift 2; done
shift
exec "$@"
"""
UNSHARE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
lock = threading.Lock()


def own_etc(places):
    pairs = [word for place, what in places.items() for word in (what, place)]
    return [*UNSHARE, "sh", "-c", SCRIPT, "sh", *pairs, "--"]


def require_namespaces():
    tried = subprocess.run([*own_etc({}), "true"], capture_output=True, text=True, timeout=60)
    if tried.returncode != 0:
        raise Skip(f"no mount namespace to be had: {tried.stderr.strip()}")


def run(platform, places, *settings, **more):
    require_namespaces()
    return generate(f"base_url={platform.base_url}", "create_tries_max=2", *settings, around=own_etc(places),
                    **more)


def accepted(places, *settings, **more):
    with Platform(world().shelf.good) as platform:
        check_completed(run(platform, places, *settings, **more))
        check(platform.posts == 1, f"{platform.posts} creates instead of 1")


def refused(places, *settings, words="if a proxy or the network has its own authority", **more):
    with Platform(world().shelf.good) as platform:
        done = run(platform, places, *settings, **more)
        check_not_sent(done, "certificate")
        check_not_sent(done, words)
        check(not platform.requests, f"the platform was sent {platform.requests}")


def authority():
    return world().shelf.authority.file


def other():
    return world().shelf.other_authority.file


def dangling():
    path = world().folder / "dangling"
    with lock:
        if not path.is_symlink():
            path.symlink_to("/nonexistent/ca.pem")
    return path


def test_every_known_place():
    for place in FOUND_IN:
        accepted({place: authority()})


def test_unrelated_place():
    refused({"/etc/elsewhere/ca.pem": authority(), FOUND_IN[0]: other()})


def test_first_place_counts():
    for earlier, later in zip(FOUND_IN, FOUND_IN[1:]):
        accepted({earlier: authority(), later: other()})
        refused({earlier: other(), later: authority()})


def test_dangling_link_is_passed_over():
    accepted({FOUND_IN[0]: dangling(), FOUND_IN[1]: authority()})


def test_environment_goes_before_the_system():
    accepted({FOUND_IN[0]: other()}, env={"SSL_CERT_FILE": authority()})
    accepted({FOUND_IN[0]: other()}, env={"SSL_CERT_DIR": world().shelf.hashed})


def test_named_authorities_are_the_only_ones():
    """What the system trusts, in a file or in a folder, is not trusted beside what was named."""
    shelf = world().shelf
    for system in ({FOUND_IN[0]: shelf.authority.file}, {"/etc/ssl/certs": shelf.hashed}):
        refused(system, f"ca_file={shelf.other_authority.file}", words="the option ca_file")
        refused(system, f"ca_path={shelf.other_hashed}", words="the option ca_path")
        refused(system, env={"SSL_CERT_FILE": shelf.other_authority.file},
                words="the variable SSL_CERT_FILE")
        refused(system, env={"SSL_CERT_DIR": shelf.other_hashed}, words="the variable SSL_CERT_DIR")


def test_file_and_folder_together():
    shelf = world().shelf
    accepted({}, f"ca_file={shelf.authority.file}", f"ca_path={shelf.other_hashed}")
    accepted({}, f"ca_file={shelf.other_authority.file}", f"ca_path={shelf.hashed}")
