"""Makes packages and signs them, with the stock tools or with the program under test."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import programs
from sample import Tree, minisign_public_key

FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def tool(*words, **options):
    """Runs a stock tool to its end and returns what it printed; a failure fails the test."""
    name, *rest = map(str, words)
    done = subprocess.run(
        [programs.path(name), *rest], capture_output=True, timeout=60, stdin=options.pop("stdin", subprocess.DEVNULL),
        **options)
    assert done.returncode == 0, f"{' '.join(map(str, words))}: {(done.stdout + done.stderr).decode('utf-8', 'replace')}"
    return done.stdout


def archive(manifest, files=(), method=zipfile.ZIP_DEFLATED):
    """The bytes of a package: both manifest names, then the files."""
    text = manifest if isinstance(manifest, (bytes, str)) else json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, data in [("manifest.json", text), ("prompd.json", text), *dict(files).items()]:
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type, entry.external_attr, entry.create_system = method, 0o100644 << 16, 3
            target.writestr(entry, data)
    return out.getvalue()


def manifest(namespace, name, version, **changes):
    """A manifest that breaks no rule, with the changes; a change to None leaves the field out."""
    fields = {
        "name": f"@{namespace}/{name}", "version": version, "description": "Made by a test and good for nothing else",
        "author": "Test", "license": "MIT", "type": "package", "main": "prompts/main.prmd", "dependencies": {}, **changes}
    return {k: v for k, v in fields.items() if v is not None}


def prompt(text="Say {hello}."):
    return f"---\nid: main\nname: Main\nversion: 1.0.0\ndescription: Says it\n---\n\n# User\n\n{text}\n"


def write_folder(folder, namespace, name, version, files=None, **changes):
    """A source folder for `pack`."""
    for path, data in {
        "manifest.json": json.dumps(manifest(namespace, name, version, **changes), indent=2) + "\n",
        "prompts/main.prmd": prompt(), "README.md": f"# {name}\n\nA test.\n", **(files or {})
    }.items():
        file = Path(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


# ---------------------------------------------------------------- signatures by the stock tools

def sign_by_minisign(file, key, comment):
    """`minisign -S`, prehashed, with a key that has no passphrase; the signature is beside the file."""
    tool("minisign", "-S", "-W", "-s", key, "-m", file, "-x", f"{file}.minisig", "-t", comment)
    return Path(f"{file}.minisig")


def sign_by_ssh(file, key, namespace):
    """`ssh-keygen -Y sign`, renamed to the tree's ending."""
    Path(key).chmod(0o600)
    tool("ssh-keygen", "-Y", "sign", "-q", "-f", key, "-n", namespace, file)
    return Path(f"{file}.sig").rename(f"{file}.sshsig")


def new_minisign_key(folder):
    """A key that no tree knows: the secret file."""
    tool("minisign", "-G", "-W", "-f", "-p", Path(folder, "stranger.pub"), "-s", Path(folder, "stranger.key"))
    return Path(folder, "stranger.key")


def new_ssh_key(folder):
    """A key that no tree knows: the secret file."""
    tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "stranger", "-f", Path(folder, "stranger-ssh"))
    return Path(folder, "stranger-ssh")


def trusted_comment(registry, identity, version):
    return f"pdpkg v1 {registry} {identity} {version}"


def ssh_namespace(registry):
    return f"pdpkg@{registry}"


def verify_by_minisign(file, signature, public):
    """`minisign -V -H` accepts it under the key; returns the trusted comment."""
    return tool("minisign", "-V", "-H", "-Q", "-P", public, "-m", file, "-x", signature).decode().rstrip("\n")


def verify_by_ssh(file, signature, allowed_signers, principal, namespace):
    """`ssh-keygen -Y verify` accepts it for the principal."""
    with open(file, "rb") as data:
        tool(
            "ssh-keygen", "-Y", "verify", "-f", allowed_signers, "-I", principal, "-n", namespace, "-s", signature,
            stdin=data)


def scheme_of(key):
    """`minisign` or `ssh`, by the first bytes of a secret key file."""
    return "minisign" if minisign_public_key(Path(key).read_bytes()) else "ssh"


# ---------------------------------------------------------------- trees

class Workshop:
    """A writable copy of the sample, with its demo keys at hand."""

    def __init__(self, folder):
        self.folder = Path(folder)

    @property
    def tree(self):
        """The tree as it is now."""
        return Tree(self.folder)

    def place(self, namespace, name, version, data, suffix=".pdpkg"):
        """Writes a package file where the tree wants it, without a signature."""
        file = self.folder / "packages" / namespace / name / version / f"{name}-{version}{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file

    def sign(self, file, namespace, identity, version, scheme=None, key=None):
        """Signs a placed file by a stock tool, with the namespace's demo key unless told."""
        tree = self.tree
        if key is None:
            scheme, key = tree.signing_key(namespace, scheme)
        if (scheme or scheme_of(key)) == "minisign":
            return sign_by_minisign(file, key, trusted_comment(tree.registry_name, identity, version))
        return sign_by_ssh(file, key, ssh_namespace(tree.registry_name))

    def publish(self, namespace, name, version, files=None, identity=None, scheme=None, raw=None, **changes):
        """A signed release with a manifest that is good but for the changes; returns its file."""
        document = raw or manifest(namespace, name, version, **changes)
        data = archive(document, {"prompts/main.prmd": prompt(), "README.md": f"# {name}\n", **(files or {})})
        file = self.place(namespace, name, version, data)
        self.sign(file, namespace, identity or f"@{namespace}/{name}", version, scheme)
        return file

    def relative(self, file):
        return Path(file).relative_to(self.folder).as_posix()


def copy_tree(source, target):
    """A writable copy of a tree, without its git history."""
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    Path(target).chmod(0o755)
    return Path(target)
