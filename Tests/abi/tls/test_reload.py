"""The library is loaded and unloaded again and again after it has spoken TLS, whose library keeps state of
its own."""

import re
import subprocess

from harness import BUILD, KEY, PATIENCE, ROOT, check, world
from platforms import Platform


def test_reload_after_tls():
    program = world().folder / "reload"
    source = ROOT / "Tests/packaging/programs/reload.c"
    subprocess.run(["cc", "-std=c11", "-D_GNU_SOURCE", "-I", ROOT / "include", source, "-o", program, "-ldl"],
                   check=True, timeout=120)
    with Platform(world().shelf.good) as platform:
        done = subprocess.run(
            [program, BUILD / "libskillsvideo.so.0"], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=PATIENCE,
            env={"SKILLS_VIDEO_API_KEY": KEY, "SKILLS_VIDEO_BASE_URL": platform.base_url,
                 "SSL_CERT_FILE": str(world().shelf.authority.file)})
        check(done.returncode == 0, f"{done.returncode}: {done.stderr}")
        check(re.fullmatch(r"100 rounds, \d+ descriptors, 1 thread\n", done.stdout), done.stdout)
        check(platform.posts == 100, f"{platform.posts} creates instead of 100")
