"""What doctor says of a platform's certificate, with --live and without."""

import json
import ssl
import sys

from harness import ROOT, Sandbox, check
from lying import Lying, honest
from test_doctor_live import reported

sys.path.append(str(ROOT / "Tests/abi/tls"))
from certificates import Authority, self_signed


class Secure(Lying):
    """By TLS."""

    def __init__(self, certificate):
        super().__init__(honest)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate.file, certificate.key)

    def __enter__(self):
        super().__enter__()
        self.server.socket = self.context.wrap_socket(self.server.socket, server_side=True)
        self.base_url = self.base_url.replace("http:", "https:")
        return self


def test_https():
    with Sandbox() as box:
        authority = Authority(box.folder, "authority")
        box.env["SSL_CERT_FILE"] = str(authority.file)
        # What the doctor without --live advises.
        certificates = {
            authority.issue("good"): None,
            self_signed(box.folder, "self-signed"): "Add the authority of the server",
            authority.issue("expired", days=-1): "Run the command date",
            authority.issue("named", hosts="DNS:platform.test"): "Correct the address of the server",
        }
        for certificate, remedy in certificates.items():
            with Secure(certificate) as platform:
                box.use(platform)
                _, found = reported(box.run("doctor", "--live", "--json").expect(12 if remedy else 0))
                check(found["https"]["verdict"] == ("refuted" if remedy else "confirmed"), found["https"])
                lines = [json.loads(line) for line in box.run("doctor", "--json").stdout.splitlines()]
                connection = next(line for line in lines if line.get("name") == "connection")
                check((remedy or "") in connection.get("remedy", ""), connection)
                check(bool(remedy) == bool(connection.get("remedy")), connection)
