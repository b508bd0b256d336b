"""A throwaway certificate authority, made at run time with the openssl command."""

import subprocess


def openssl(*words):
    done = subprocess.run(["openssl", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(map(str, words))}: {done.stderr}")


class Certificate:
    """`file` holds the certificate, `key` its private key."""

    def __init__(self, folder, name):
        self.name = name
        self.file = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.key)


class Authority(Certificate):
    def __init__(self, folder, name):
        super().__init__(folder, name)
        self.folder = folder
        openssl(
            "req", "-x509", "-new", "-key", self.key, "-subj", f"/CN={name}", "-days", "2", "-out", self.file,
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def issue(self, name, hosts="IP:127.0.0.1,DNS:localhost", days=2, purpose="serverAuth", start=None):
        """A server's certificate; with negative `days` one that has expired. `start` as 491231000000Z."""
        made = Certificate(self.folder, name)
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={hosts}\nextendedKeyUsage={purpose}\n")
        openssl("req", "-new", "-key", made.key, "-subj", f"/CN={name}", "-out", request)
        signs = ["x509", "-req", "-CA", self.file, "-CAkey", self.key, "-days", str(days)]
        if start:
            signs = [*self.ca(), "-startdate", start, "-enddate", "491231235959Z"]
        openssl(*signs, "-in", request, "-extfile", extensions, "-out", made.file)
        return made

    def ca(self):
        """The subcommand that gives a certificate its first day; it wants a folder of files."""
        ledger, settings = self.folder / "ledger", self.folder / "ca.cnf"
        ledger.write_text("")
        settings.write_text(
            f"[ca]\ndefault_ca=a\n[a]\ndatabase={ledger}\nnew_certs_dir={self.folder}\ndefault_md=sha256\n"
            "policy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n")
        return ["ca", "-batch", "-notext", "-config", settings, "-cert", self.file, "-keyfile", self.key]

    def hashed_folder(self, name):
        """A folder that holds only this authority, under the name by which OpenSSL looks for it."""
        made = self.folder / name
        made.mkdir()
        (made / "authority.pem").write_bytes(self.file.read_bytes())
        openssl("rehash", made)
        return made


def self_signed(folder, name):
    made = Certificate(folder, name)
    openssl(
        "req", "-x509", "-new", "-key", made.key, "-subj", f"/CN={name}", "-days", "2", "-out", made.file,
        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost")
    return made


class Shelf:
    """Every certificate that the tests use, made once."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = Authority(folder, "authority")
        self.other_authority = Authority(folder, "other-authority")
        self.hashed = self.authority.hashed_folder("hashed")
        self.other_hashed = self.other_authority.hashed_folder("other-hashed")
        self.good = self.authority.issue("good")
        self.named = self.authority.issue("named", hosts="DNS:platform.test")
        self.expired = self.authority.issue("expired", days=-1)
        self.early = self.authority.issue("early", start="491230000000Z")
        self.of_clients = self.authority.issue("of-clients", purpose="clientAuth")
        self.self_signed = self_signed(folder, "self-signed")
