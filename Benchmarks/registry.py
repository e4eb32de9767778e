"""A registry to build: corpus, signed tree, trust, the floor's copy; and the changes that publishers make to it."""
import os
import shutil
import sys

import gen_corpus
import signed_tree
from measure import run

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = "1"
# The steps by which changes choose packages and namespaces: far apart, none twice soon.
STRIDE, NAMESPACE_STRIDE = 7919, 37
HOLDERS = ("ada", "bea", "cyr")


def bits(size):
    """The bins of a registry of so many releases, as a power of two."""
    return 8 if size < 20_000 else 10 if size < 500_000 else 12


class Registry:
    """A tree in a folder, and what goes with it."""

    def __init__(self, folder, size, program, real=None):
        """`real` is how many releases the tree really has, when the others are made on the fly."""
        self.folder, self.size, self.program, self.real = folder, size, program, real or size
        self.tree, self.online = self.path("tree"), self.path("online")
        self.packages = -(-self.real // gen_corpus.VERSIONS_PER_PACKAGE)
        self.namespaces = -(-self.packages // gen_corpus.PACKAGES_PER_NS)
        self.is_git = False
        self.forget_changes()

    def path(self, name):
        return os.path.join(self.folder, name)

    def forget_changes(self):
        self.changes, self.versions, self.touched, self.added = 0, {}, [], []

    # ------------------------------------------------------------ making it

    def prepare(self, scheme, floor):
        """The tree with trust, and the floor's copy of its package files."""
        corpus = self.path("corpus")
        run(sys.executable, os.path.join(HERE, "gen_corpus.py"), "--out", corpus, "--versions", self.real, "--seed", SEED, "-j", 2)
        packages = os.path.join(corpus, "pdpkg")
        run(sys.executable, os.path.join(HERE, "make-tree"), packages, self.tree, "--scheme", scheme)
        if floor:
            # No hard links: the floor makes some to what it publishes, and that would look like a change of the tree's files.
            run("cp", "-a", packages, self.path("floor"))
            run(floor, "sign", self.path("floor"), self.path("key"))
        shutil.rmtree(corpus)
        for number in range(self.namespaces, -(-self.size // (gen_corpus.VERSIONS_PER_PACKAGE * gen_corpus.PACKAGES_PER_NS))):
            signed_tree.add_namespace(self.tree, gen_corpus.ns_name(number * gen_corpus.PACKAGES_PER_NS))
        self.give_trust()
        run("cp", "-a", os.path.join(self.tree, "namespaces"), self.path("namespaces"))
        gen_corpus.TEXT = gen_corpus.make_text(SEED)

    def give_trust(self):
        words = [self.program, "trust", "init", self.tree, "--threshold", 2, "--bits", bits(self.size),
                 "--online", self.online, "--no-passphrase"]
        for name in HOLDERS:
            key = self.path(name)
            signed_tree.SSHKey(f"promptuary benchmark holder {name}".encode()).save(key)
            words += ["--holder", f"{name}={key}.pub", "--sign-with", key]
        run(*words, stdout=sys.stderr)

    def begin_git(self):
        """Puts the tree into a repository of its own."""
        self.is_git = True
        self.git("init", "-q")
        for key, value in (("user.name", "bench"), ("user.email", "bench@bench.example"), ("gc.auto", "0"), ("core.fsync", "none")):
            self.git("config", key, value)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "all")

    def git(self, *words):
        run("git", "-C", self.tree, *words)

    # ------------------------------------------------------------ changing it

    def change(self, kind):
        """Makes one change of a kind and commits it, if the tree is in git."""
        self.touched = []
        {"none": lambda: None, "release": self.release, "package": self.package, "hundred": self.hundred, "yank": self.yank,
         "keys": self.keys}[kind]()
        if self.is_git and self.touched:
            self.git("add", "-A", "--", *sorted(set(self.touched)))
            self.git("commit", "-q", "-m", kind)

    def next_number(self):
        self.changes += 1
        return self.changes

    def release(self):
        """A release of a package that is there."""
        self.write_release(self.next_number() * STRIDE % self.packages, None)

    def hundred(self):
        for _ in range(100):
            self.release()

    def package(self):
        """A package that is new, in a namespace that is there."""
        number = self.packages + self.next_number()
        namespace = gen_corpus.ns_name(number * STRIDE % self.packages)
        self.write_release(number, namespace)

    def yank(self):
        number = self.next_number() * STRIDE % self.packages
        namespace, name = gen_corpus.ns_name(number), gen_corpus.pkg_name(number)
        signed_tree.yank(self.tree, namespace, name, [gen_corpus.version_of(0)])
        self.touch("packages", namespace, name, "package.yaml")
        self.touch("packages", namespace, name, "package.yaml" + signed_tree.SSH.suffix)

    def keys(self):
        """One more key in the key set of a namespace."""
        namespace = gen_corpus.ns_name(self.next_number() * NAMESPACE_STRIDE % self.namespaces * gen_corpus.PACKAGES_PER_NS)
        signed_tree.change_keys(self.tree, namespace)
        self.touched.append(os.path.join("namespaces", namespace))

    def write_release(self, number, namespace):
        """The next release of a package; `namespace` is given for one that is new."""
        known = 0 if namespace else gen_corpus.VERSIONS_PER_PACKAGE
        place = self.versions.get(number, known)
        self.versions[number] = place + 1
        of_number = number * gen_corpus.VERSIONS_PER_PACKAGE + place % gen_corpus.VERSIONS_PER_PACKAGE
        own, name, _, meta, files = gen_corpus.content(of_number, f"{SEED}+{place}", self.real)
        namespace, version = namespace or own, f"2.{place}.0"
        meta.update(name=f"@{namespace}/{name}", version=version)
        if number >= self.packages:
            meta["dependencies"] = {}
        manifest = gen_corpus.json.dumps(meta, indent=2).encode() + b"\n"
        data = gen_corpus.zip_bytes([("manifest.json", manifest)] + sorted(files.items()))
        folder, file = signed_tree.release_folder(self.tree, namespace, name, version), f"{name}-{version}.pdpkg"
        os.makedirs(folder)
        signed_tree.write(os.path.join(folder, file), data)
        signed_tree.add_signature(folder, file, data, namespace, name, version)
        self.touch("packages", namespace, name, version)

    def touch(self, *parts):
        path = os.path.join(*parts)
        self.touched.append(path)
        self.added.append(path)

    def undo(self):
        """Takes all changes back."""
        for path in self.added:
            full = os.path.join(self.tree, path)
            shutil.rmtree(full) if os.path.isdir(full) else os.path.exists(full) and os.remove(full)
            parent = os.path.dirname(full)
            if os.path.isdir(parent) and not os.listdir(parent):
                os.rmdir(parent)
        shutil.rmtree(os.path.join(self.tree, "namespaces"))
        run("cp", "-a", self.path("namespaces"), self.tree)
        self.forget_changes()
        if self.is_git:
            self.git("add", "-A")
            self.git("commit", "-q", "--allow-empty", "-m", "undone")
