"""Nobody has to trust this program: the stock tools verify what it publishes, and it verifies what they sign."""

import base64
import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import promptuary
import workshop as shop
from sample import Keys

RANDOM_FILES = 200
TAMPERED = 10
SEED = 20_251_107
SCHEMES = ["minisign", "ssh"]


def principals(allowed_signers, public):
    """The principals under which an `allowed_signers` file lists a key."""
    for line in Path(allowed_signers).read_text().splitlines():
        words = line.split()
        if public in words and not line.startswith("#"):
            return words[0].split(",")
    return []


def allowed_signers_of(keys, namespace, folder, signature_namespace):
    """An `allowed_signers` file written here, for a namespace that the site does not publish."""
    file = Path(folder, f"allowed-{namespace}")
    file.write_text("".join(
        f'{namespace} namespaces="{signature_namespace}" ssh-ed25519 {public}\n' for public in keys.of("ssh")))
    return file


def accepted_key(release, file, signature, keys, allowed, registry):
    """The key under which the stock tool of the signature's scheme accepts it, or an AssertionError."""
    complaints = []
    if signature.suffix == ".minisig":
        for public in keys.of("minisign"):
            try:
                comment = shop.verify_by_minisign(file, signature, public)
            except AssertionError as error:
                complaints.append(str(error))
                continue
            identities = {release.identity, release.scoped}
            assert comment in {shop.trusted_comment(registry, i, release.version) for i in identities}, comment
            return public
    for public in keys.of("ssh"):
        for principal in principals(allowed, public):
            try:
                shop.verify_by_ssh(file, signature, allowed, principal, shop.ssh_namespace(registry))
                if own_key(signature, public):
                    return public
            except AssertionError as error:
                complaints.append(str(error))
    raise AssertionError(f"{signature}: no key of the namespace fits: {complaints}")


def own_key(signature, public):
    """Whether an SSHSIG names this public key."""
    text = b"".join(l for l in signature.read_bytes().splitlines() if not l.startswith(b"-----"))
    return base64.b64decode(public) in base64.b64decode(text)


def test_every_signature_of_the_sample_verifies(tree, site, folder):
    """`minisign -V -H` or `ssh-keygen -Y verify` accepts each signature with the keys that the site publishes."""
    registry, seen = tree.registry_name, set()
    for release in tree.releases:
        assert release.signatures, f"{release.path} has no signature"
        if release.private:
            keys = tree.keys(release.namespace)
            allowed = allowed_signers_of(keys, release.namespace, folder, shop.ssh_namespace(registry))
            place = release.file.parent
        else:
            published = site / "keys" / f"@{release.namespace}"
            keys, allowed = Keys(json.loads((published / "keys.json").read_text())), published / "allowed_signers"
            place = site / release.scoped / "-"
        used = set()
        for signature in release.signatures:
            name = release.file.name if release.private else release.published_as
            ending = signature.name.removeprefix(release.file.name)
            used.add(accepted_key(release, place / name, place / f"{name}{ending}", keys, allowed, registry))
            seen.add(signature.suffix)
        assert len(used) >= keys.threshold, f"{release.path}: {len(used)} keys of {keys.threshold}"
    assert seen == {".minisig", ".sshsig"}, "the sample does not show both schemes"


def test_the_sample_shows_a_threshold_of_two(tree):
    """At least one public namespace wants two signatures, so that the test above proves it."""
    assert [n for n in tree.namespaces if tree.keys(n).threshold == 2]


def random_packages(namespace):
    """Packages with random bytes of many sizes inside, the same in every run."""
    source = random.Random(SEED)
    for number in range(RANDOM_FILES):
        name, version = f"random-{number}", f"{source.randrange(90)}.{source.randrange(90)}.{number}"
        data = source.randbytes(source.choice([0, 1, 55, 64, 127, 128, 129, 1000, 4096, 65_537, 300_000]))
        yield name, version, shop.archive(shop.manifest(namespace, name, version), {"data.txt": data.hex()})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_tools_accept_what_we_sign(tree, site, folder, scheme):
    """200 random packages that we signed verify with the stock tool of the scheme."""
    namespace = tree.signable_namespace(scheme)
    _, key = tree.signing_key(namespace, scheme)
    keys, registry = tree.keys(namespace), tree.registry_name
    allowed = site / "keys" / f"@{namespace}" / "allowed_signers"

    def one(row):
        name, version, data = row
        file = folder / f"{name}-{version}.pdpkg"
        file.write_bytes(data)
        promptuary.sign(file, key, registry).expect(promptuary.DONE)
        if scheme == "minisign":
            comments = {verified for public in keys.of("minisign") for verified in attempt(file, public)}
            assert comments == {shop.trusted_comment(registry, f"@{namespace}/{name}", version)}
        else:
            signature = Path(f"{file}.sshsig")
            principal = next(p for public in keys.of("ssh") for p in principals(allowed, public))
            shop.verify_by_ssh(file, signature, allowed, principal, shop.ssh_namespace(registry))

    def attempt(file, public):
        try:
            return [shop.verify_by_minisign(file, f"{file}.minisig", public)]
        except AssertionError:
            return []

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(one, random_packages(namespace)))) == RANDOM_FILES


@pytest.mark.parametrize("scheme", SCHEMES)
def test_we_accept_what_the_tools_sign(workshop, scheme):
    """200 random packages signed by the stock tool pass `check`; of ten tampered ones each is found, and no other."""
    namespace = workshop.tree.signable_namespace(scheme)
    files = []
    for name, version, data in random_packages(namespace):
        file = workshop.place(namespace, name, version, data)
        workshop.sign(file, namespace, f"@{namespace}/{name}", version, scheme)
        files.append(file)
    promptuary.check(workshop.folder).expect(promptuary.DONE)

    source, broken = random.Random(SEED), set()
    for file in source.sample(files, TAMPERED):
        signature = Path(f"{file}.minisig" if scheme == "minisign" else f"{file}.sshsig")
        tamper(signature, source)
        broken.add(workshop.relative(file.parent))
    answer = promptuary.check(workshop.folder).expect(promptuary.FINDINGS)
    found = {f.path.rsplit("/", 1)[0] for f in promptuary.findings(answer) if f.severity == "error"}
    assert found == broken


def tamper(signature, source):
    """Changes one letter in the middle of a signature's base64, still base64."""
    text = signature.read_text()
    lines = text.splitlines()
    line = 1 if signature.suffix == ".minisig" else len(lines) - 3
    at = source.randrange(20, len(lines[line]) - 4)
    old = lines[line][at]
    lines[line] = lines[line][:at] + ("A" if old != "A" else "B") + lines[line][at + 1:]
    signature.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_keys_are_keys_of_the_tools(folder, scheme):
    """A generated key signs with the stock tool, and the public half verifies it there."""
    key = folder / "new.key"
    promptuary.generate_key(scheme, key).expect(promptuary.DONE)
    assert key.stat().st_mode & 0o077 == 0, "others may read the secret key"
    public, file = Path(f"{key}.pub").read_text(), folder / "file"
    file.write_bytes(b"signed by a stock tool")
    if scheme == "minisign":
        signature = shop.sign_by_minisign(file, key, "any comment")
        assert shop.verify_by_minisign(file, signature, public.splitlines()[1]) == "any comment"
    else:
        signature = shop.sign_by_ssh(file, key, "test@example")
        allowed = folder / "allowed"
        allowed.write_text(f"me {public}")
        shop.verify_by_ssh(file, signature, allowed, "me", "test@example")
    assert public.split()[-1] in promptuary.show_key(f"{key}.pub").expect(promptuary.DONE).out or scheme == "ssh"


def test_a_key_is_never_overwritten(folder):
    """Generating onto an existing file is refused and leaves it as it was."""
    key = folder / "new.key"
    promptuary.generate_key("minisign", key).expect(promptuary.DONE)
    before = key.read_bytes()
    refused = promptuary.generate_key("minisign", key)
    assert refused.code in (promptuary.FINDINGS, promptuary.WRONG_USE, promptuary.DISK), refused
    assert key.read_bytes() == before


@pytest.mark.parametrize("command", ["pure", "other registry", "other version", "other namespace", "sha256"])
def test_what_the_tools_sign_for_another_purpose_is_refused(workshop, command):
    """A good key's signature counts only for this registry, package, version and algorithm."""
    tree = workshop.tree
    scheme = "ssh" if command in ("other namespace", "sha256") else "minisign"
    namespace = tree.signable_namespace(scheme)
    _, key = tree.signing_key(namespace, scheme)
    file = workshop.place(namespace, "purpose", "1.0.0", shop.archive(shop.manifest(namespace, "purpose", "1.0.0")))
    identity, registry = f"@{namespace}/purpose", tree.registry_name
    if command == "pure":
        shop.tool(
            "minisign", "-S", "-l", "-W", "-s", key, "-m", file, "-x", f"{file}.minisig",
            "-t", shop.trusted_comment(registry, identity, "1.0.0"))
    elif command == "other registry":
        shop.sign_by_minisign(file, key, shop.trusted_comment("other.example", identity, "1.0.0"))
    elif command == "other version":
        shop.sign_by_minisign(file, key, shop.trusted_comment(registry, identity, "1.0.1"))
    elif command == "other namespace":
        shop.sign_by_ssh(file, key, "file")
    else:
        key.chmod(0o600)
        shop.tool("ssh-keygen", "-Y", "sign", "-q", "-O", "hashalg=sha256", "-f", key, "-n", shop.ssh_namespace(registry), file)
        Path(f"{file}.sig").rename(f"{file}.sshsig")
        promptuary.check(workshop.folder).expect(promptuary.DONE)  # SHA-256 is one of the two hashes of SSHSIG
        return
    answer = promptuary.check(workshop.folder).expect(promptuary.FINDINGS)
    found = [f for f in promptuary.findings(answer) if workshop.relative(file) in f.path or f.path in workshop.relative(file)]
    assert found and all(f.remedy for f in found), answer


def test_the_demo_keys_are_for_the_demo(tree, folder):
    """The sample's secret keys lie in one marked folder, and `key import` refuses them elsewhere."""
    assert tree.secret_keys, "no unencrypted key below the sample's demo-keys folder"
    for number, file in enumerate(tree.secret_keys.values()):
        assert "demo-keys" in file.relative_to(tree.folder).parts, file
        out = folder / f"imported-{number}"
        refused = promptuary.import_key(file, out).expect(promptuary.FINDINGS, promptuary.WRONG_USE)
        assert "demo" in (refused.out + refused.err).lower(), refused
        assert not out.exists()


def test_a_second_copy_signs_alike(workshop, folder):
    """Ed25519 is deterministic: the same key signs the same package with the same bytes twice."""
    tree = workshop.tree
    namespace = tree.signable_namespace("minisign")
    _, key = tree.signing_key(namespace, "minisign")
    made = []
    for number in range(2):
        file = folder / str(number) / "same-1.0.0.pdpkg"
        file.parent.mkdir()
        file.write_bytes(shop.archive(shop.manifest(namespace, "same", "1.0.0")))
        promptuary.sign(file, key, tree.registry_name).expect(promptuary.DONE)
        made.append(Path(f"{file}.minisig").read_bytes())
    assert made[0] == made[1]
