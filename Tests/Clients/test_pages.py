"""The pages in a real browser and on disk: searched, followed, in light and dark, on a phone, without script."""

import collections
import html.parser
import json
import re
import xml.etree.ElementTree as xml
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

import programs
import promptuary
import servers
from publisher import Registry

WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
MAY_STAY_OPEN = {"li", "p", "td", "th", "tr", "dt", "dd", "tbody", "thead", "tfoot", "option", "html", "head", "body"}
SEARCH = "main input[type=search]"
RESULTS = "[data-results]"
STATUS = "[data-status]"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=programs.path("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture
def visit(browser):
    """Opens a page in a context of its own; at the end nothing may have gone wrong in it."""
    contexts, faults = [], []

    def open_page(url, **options):
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        page.on("console", lambda m: faults.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: faults.append(f"script: {e}"))
        page.on("requestfailed", lambda r: faults.append(f"failed: {r.url} {r.failure}"))
        page.on("request", lambda r: r.url.startswith((origin, "data:")) or faults.append(f"leaves the site: {r.url}"))
        page.on("response", lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
        # A page that is left while it loads aborts its requests, which would look like faults of the site.
        page.goto(url, wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state("networkidle")
        context.close()
    assert not faults, faults


@pytest.fixture(scope="module")
def dependent(tree):
    """A public release, the newest of its package, that depends on another public package: (release, scoped name)."""
    public = tree.packages(tree.public)
    for releases in public.values():
        for release in reversed(releases):
            for wanted in release.dependencies:
                if wanted in public and not release.yanked and "-" not in release.version:
                    return release, wanted
    raise AssertionError("no public package of the sample depends on another")


def link_to(page, scoped):
    """The first visible link to the page of a package."""
    return page.locator(f'a[href*="{scoped}/"]:visible, a[href$="{scoped}"]:visible').first


@pytest.mark.parametrize("kind", ["http.server", "prefix", "nginx", "serve"])
def test_search_open_and_follow(kind, start, visit, dependent):
    """A visitor searches on the home page, opens the package and follows it to a dependency."""
    release, wanted = dependent
    page = visit(start(kind).base + "/")
    page.locator(SEARCH).fill(release.name)
    link_to(page.locator(RESULTS), release.scoped).click()
    page.wait_for_url(f"**/{release.scoped}/**")
    expect(page.locator("h1").first).to_contain_text(release.name)
    link_to(page, wanted).click()
    page.wait_for_url(f"**/{wanted}/**")
    expect(page.locator("h1").first).to_contain_text(wanted.split("/")[1])


def test_search_narrows_and_says_when_nothing_is_found(plain_host, visit, dependent):
    """Typing shows what fits; nonsense shows nothing and says so; a search can be linked to."""
    release, wanted = dependent
    page = visit(plain_host.base + "/")
    results = page.locator(RESULTS)
    page.locator(SEARCH).fill(release.name)
    expect(link_to(results, release.scoped)).to_be_visible()
    page.locator(SEARCH).fill("zzqxw no such thing")
    expect(results.locator("a:visible")).to_have_count(0)
    expect(page.locator(STATUS)).to_contain_text(re.compile("no |nothing", re.I))
    page.locator(SEARCH).fill("")
    expect(results.locator("a:visible")).to_have_count(0)
    linked = visit(f"{plain_host.base}/?q={wanted.split('/')[1]}")
    expect(link_to(linked.locator(RESULTS), wanted)).to_be_visible()


@pytest.fixture(scope="module")
def many(world):
    """A site of 620 packages, so many that the search index is split."""
    registry = Registry(world / "many", namespaces=("acme", "other-team"))
    for number in range(600):
        registry.release("acme", f"tool-{number:05d}", "1.0.0", description="Says hello")
    for number in range(20):
        registry.release("other-team", f"go-{number:02d}", "1.0.0", description="Plays go in Zürich")
    site = world / "many-site"
    promptuary.build(registry.tree, site).expect(promptuary.DONE)
    assert json.loads((site / "index" / "search.json").read_text())["next"], "the index is not split"
    with servers.plain(site, world) as host:
        yield host.base


@pytest.mark.parametrize(
    "query, expected",
    [
        ("tool-00599", "@acme/tool-00599"),             # two words, one of which many packages have
        ("tool 00417", "@acme/tool-00417"), ("tool00417", "@acme/tool-00417"), ("00003 hello", "@acme/tool-00003"),
        ("go", "@other-team/go-00"),                    # a word as short as the prefix that it equals
        ("zürich", "@other-team/go-00"), ("zü", "@other-team/go-00"), ("other go-19", "@other-team/go-19"),
    ])
def test_search_finds_the_one_among_many(many, visit, query, expected):
    """Whole words and beginnings of the last word lead to the package, however large the registry is."""
    page = visit(f"{many}/?" + urlencode({"q": query}))
    expect(link_to(page.locator(RESULTS), expected)).to_be_visible()


def test_search_says_that_more_letters_find_more(many, visit):
    """A short word shows some packages and says that there are more; few documents are read for it."""
    page = visit(many + "/")
    read = []
    page.on("request", lambda request: read.append(request.url))
    page.locator(SEARCH).fill("ac")
    expect(page.locator(STATUS)).to_contain_text("More letters")
    assert page.locator(RESULTS).locator("a:visible").count() >= 20
    assert len([url for url in read if "/index/" in url]) <= 25, read
    page.locator(SEARCH).fill("toolbox")
    expect(page.locator(STATUS)).to_contain_text("No packages found.")
    assert "More letters" not in page.locator(STATUS).inner_text()


def test_a_large_namespace_shows_its_newest_and_leads_to_the_search(many, visit):
    """The page of a namespace has a hundred packages, says how many there are, and links to the search for the others."""
    page = visit(f"{many}/@acme/")
    assert page.locator("main li.row").count() == 100
    expect(page.locator("main")).to_contain_text("There are 600 packages")
    page.get_by_role("link", name="Search", exact=True).click()
    page.wait_for_url("**/?q=acme")
    expect(page.locator(RESULTS).locator("a").first).to_be_visible()


def test_search_text_is_only_text(plain_host, visit):
    """Markup typed into the search box is shown as text and runs nothing."""
    page = visit(plain_host.base + "/")
    page.locator(SEARCH).fill('<img src=x onerror="document.title=1">"\'&')
    page.wait_for_timeout(500)
    assert page.title() != "1" and page.locator("img[src=x]").count() == 0


def test_the_package_page_says_what_matters(plain_host, visit, tree, dependent):
    """Versions, files, dependencies, digest, signature and the install command are on the page."""
    release, wanted = dependent
    text = visit(f"{plain_host.base}/{release.scoped}/").locator("body").inner_text()
    newest = [r for r in tree.public if r.scoped == release.scoped and not r.yanked]
    assert any(r.version in text for r in newest) and wanted in text
    assert any(r.sha256 in text or r.sha256[:16] in text for r in newest), "no digest"
    assert re.search("signed|signature", text, re.I)
    if release.is_nameable:
        assert f"prompd install {release.identity}" in text


def test_dependents_are_shown(plain_host, visit, dependent):
    """The page of a dependency names the package that depends on it."""
    release, wanted = dependent
    page = visit(f"{plain_host.base}/{wanted}/")
    expect(link_to(page, release.scoped)).to_be_visible()


def test_yanked_and_deprecated_are_shown(plain_host, visit, tree):
    """A yanked version is marked on its package's page."""
    release = next(r for r in tree.public if r.yanked)
    text = visit(f"{plain_host.base}/{release.scoped}/").locator("body").inner_text()
    assert re.search("yanked|withdrawn", text, re.I) and release.version in text


def pages_to_look_at(tree, dependent):
    release, wanted = dependent
    longest = max(tree.public, key=lambda r: len(r.scoped))
    return ["/", f"/{release.scoped}/", f"/{wanted}/", f"/{longest.scoped}/"]


def luminance(page):
    """The brightness of the page's background, 0 to 1."""
    return page.evaluate("""() => {
        for (const e of [document.body, document.documentElement]) {
            const c = getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).map(Number);
            if (c.length < 4 || c[3] > 0) return (0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]) / 255;
        }
        return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 0 : 1;
    }""")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_the_screen(scheme, width, plain_host, visit, tree, dependent):
    """No page scrolls sideways, on a phone or a desktop; light is light and dark is dark."""
    size = dict(zip(("width", "height"), WIDTHS[width]))
    for path in pages_to_look_at(tree, dependent):
        page = visit(plain_host.base + path, viewport=size, color_scheme=scheme)
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"{path} is {wide[0]} px wide in {wide[1]} px"
        assert (luminance(page) < 0.35) if scheme == "dark" else (luminance(page) > 0.75), path
        assert page.locator("h1:visible").count() == 1, path


def test_pages_work_without_script(plain_host, visit, tree, dependent):
    """With JavaScript off a package is reached from home through its namespace, and its page reads well."""
    release, wanted = dependent
    page = visit(plain_host.base + "/", java_script_enabled=False)
    page.get_by_role("link", name=re.compile(rf"^@?{re.escape(release.namespace)}$")).first.click()
    link_to(page, release.scoped).click()
    page.wait_for_url(f"**/{release.scoped}/**")
    link_to(page, wanted).click()
    page.wait_for_url(f"**/{wanted}/**")
    assert len(page.locator("main").inner_text()) > 200


def test_keyboard_reaches_the_search(plain_host, visit):
    """The search box has a label and is reached with the tab key."""
    page = visit(plain_host.base + "/")
    box = page.locator(SEARCH)
    assert box.evaluate("e => (e.labels && e.labels.length > 0) || !!e.getAttribute('aria-label')")
    for _ in range(15):
        page.keyboard.press("Tab")
        if box.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("fifteen tabs do not reach the search box")


# ---------------------------------------------------------------- all pages, from disk

class Page(html.parser.HTMLParser):
    """Links, ids, headings and faults of one page."""

    def __init__(self, file):
        super().__init__(convert_charrefs=True)
        self.links, self.ids, self.faults, self.open = [], collections.Counter(), [], []
        self.tags, self.language, self.title, self.meta = collections.Counter(), None, "", {}
        self.text = file.read_text(encoding="utf-8")
        self.feed(self.text)
        self.close()
        self.faults += [f"<{t}> is not closed" for t in self.open if t not in MAY_STAY_OPEN]

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags[tag] += 1
        if len(values) != len(attributes):
            self.faults.append(f"<{tag}> has an attribute twice")
        for name, value in attributes:
            if name in ("href", "src", "action") and value is not None:
                self.links.append((tag, name, value, values))
            if name.startswith("on"):
                self.faults.append(f"{name} on <{tag}>")
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "html":
            self.language = values.get("lang")
        if tag == "img" and "alt" not in values:
            self.faults.append("<img> without alt")
        if tag == "meta":
            name = values.get("name") or values.get("http-equiv") or "charset"
            self.meta[name] = values.get("content") or values.get("charset")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            self.faults.append(f"</{tag}>")
            return
        while self.open and self.open[-1] != tag and self.open[-1] in MAY_STAY_OPEN:
            self.open.pop()
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "title":
            self.title += data


@pytest.fixture(scope="module", params=["preview", "signed"])
def site(request, built, signed_sample):
    """The same registry as an unsigned preview and signed."""
    return built[0] if request.param == "preview" else signed_sample.site


@pytest.fixture(scope="module")
def all_pages(site):
    """Every page of the site: path -> Page. Documents that only bear the name index.html are none."""
    return {
        f.relative_to(site).as_posix(): Page(f) for f in sorted(site.rglob("*.html"))
        if f.read_bytes()[:15].lstrip()[:1] == b"<"}


def test_there_is_a_page_for_everything(all_pages, tree):
    """Home and every public package have a page."""
    assert "index.html" in all_pages
    assert not [r.scoped for r in tree.public if f"{r.scoped}/index.html" not in all_pages]


def test_pages_are_sound_html(all_pages):
    """Doctype, language, title, character set, viewport, one main heading, unique ids, closed elements."""
    problems = []
    for path, page in all_pages.items():
        faults = list(page.faults)
        faults += ["no doctype"] if not page.text.lower().startswith("<!doctype html>") else []
        faults += ["no language"] if not page.language else []
        faults += ["no title"] if not page.title.strip() else []
        faults += ["no viewport"] if "viewport" not in page.meta else []
        faults += ["no charset"] if (page.meta.get("charset") or "").lower() != "utf-8" else []
        faults += [f"{page.tags['h1']} main headings"] if page.tags["h1"] != 1 else []
        faults += [f"id {i} twice" for i, n in page.ids.items() if n > 1]
        faults += [f"<{t}>" for t in ("iframe", "object", "embed", "base", "font", "center") if page.tags[t]]
        problems += [f"{path}: {f}" for f in faults]
    assert not problems, "\n".join(problems[:40])


def test_pages_say_what_can_be_verified(site, all_pages, tree):
    """Every page of a preview says that it is unsigned; a signed one says how to verify, and links each version's proof."""
    is_signed = (site / "metadata").exists()
    assert {"Unsigned preview." in page.text for page in all_pages.values()} == {not is_signed}
    assert ("promptuary verify" in all_pages["about/index.html"].text) == is_signed
    for release in tree.public:
        links = [link for _, _, link, _ in all_pages[f"{release.scoped}/index.html"].links]
        proofs = [link for link in links if unquote(link).endswith(f"/{release.published_as}.tlog-proof")]
        assert len(proofs) == is_signed, release.published_as


def test_titles_tell_pages_apart(all_pages, tree):
    """No two packages have a page of the same title."""
    titles = collections.Counter(all_pages[f"{s}/index.html"].title for s in tree.packages(tree.public))
    assert max(titles.values()) == 1, titles.most_common(2)


def target_of(site, page_path, link):
    """The file below the site that a relative link leads to, or None."""
    base = (site / page_path).parent
    path = (base / unquote(urlsplit(link).path)).resolve() if urlsplit(link).path else site / page_path
    if path.is_dir():
        path = path / "index.html"
    return path if path.is_file() and path.is_relative_to(site.resolve()) else None


def test_all_links_lead_somewhere(site, all_pages):
    """Each internal link is relative, so that it works below any prefix, and leads to a file and a place in it."""
    problems = []
    for path, page in all_pages.items():
        if path == "404.html":
            continue
        for tag, name, link, _ in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            if parts.path.startswith("/"):
                problems.append(f"{path}: <{tag} {name}={link}> is not relative")
                continue
            target = target_of(site, path, link)
            if target is None:
                problems.append(f"{path}: <{tag} {name}={link}> leads nowhere")
            elif parts.fragment:
                there = all_pages.get(target.relative_to(site.resolve()).as_posix())
                if there and unquote(parts.fragment) not in there.ids:
                    problems.append(f"{path}: <{tag} {name}={link}> names no id there")
    assert not problems, f"{len(problems)}:\n" + "\n".join(problems[:40])


def test_nothing_is_loaded_from_elsewhere(all_pages):
    """Outside addresses are only linked to, with https, http or mailto; nothing is loaded and no script is inline."""
    problems = []
    for path, page in all_pages.items():
        for tag, name, link, values in page.links:
            parts = urlsplit(link.strip())
            if not (parts.scheme or parts.netloc):
                continue
            if tag != "a" and not (tag == "link" and values.get("rel") in ("canonical", "license")):
                problems.append(f"{path}: <{tag} {name}={link}>")
            if parts.scheme not in ("https", "http", "mailto"):
                problems.append(f"{path}: a link of scheme {parts.scheme}")
        for script in re.findall(r"<script\b([^>]*)>(.*?)</script>", page.text, re.S):
            if script[1].strip() and "application/json" not in script[0]:
                problems.append(f"{path}: inline script")
        if re.search(r"<style\b|\sstyle=", page.text):
            problems.append(f"{path}: inline style")
    assert not problems, "\n".join(problems[:40])


def test_every_package_is_reachable_from_home(site, all_pages, tree):
    """Links alone lead from the home page to every public package."""
    seen, todo = set(), ["index.html"]
    while todo:
        path = todo.pop()
        if path in seen or path not in all_pages:
            continue
        seen.add(path)
        for tag, _, link, _ in all_pages[path].links:
            if tag == "a" and not urlsplit(link).scheme:
                target = target_of(site, path, link)
                if target:
                    todo.append(target.relative_to(site.resolve()).as_posix())
    assert not [r.scoped for r in tree.public if f"{r.scoped}/index.html" not in seen]


def test_feeds_and_badges_are_well_formed(site, tree):
    """Feeds and badges are XML with what readers of them need; badges carry no script."""
    atom = "{http://www.w3.org/2005/Atom}"
    feeds = sorted(site.rglob("*.atom"))
    for scoped in tree.packages(tree.public):
        assert site / scoped / "feed.atom" in feeds
        badge = xml.parse(site / scoped / "badge.svg").getroot()
        assert badge.tag.endswith("svg") and not list(badge.iter("{http://www.w3.org/2000/svg}script"))
    for feed in feeds:
        root = xml.parse(feed).getroot()
        for part in (root, *root.findall(atom + "entry")):
            for name in ("id", "title", "updated"):
                assert part.find(atom + name) is not None and part.find(atom + name).text, (feed, name)


def test_hostile_texts_are_only_text(workshop, folder, browser):
    """Markup, script addresses and remote pictures in names, descriptions and READMEs of a package do nothing."""
    readme = (
        "# Hi <script>document.title='pwned'</script>\n\n[x](javascript:document.title='pwned')\n\n"
        "<img src=x onerror=\"document.title='pwned'\">\n\n![remote](http://127.0.0.1:9/pixel.png)\n\n"
        "[ref]: javascript:alert(1)\n[r][ref]\n\n<iframe src='https://example.org'></iframe>\n\n<style>body{display:none}</style>\n")
    namespace = workshop.tree.signable_namespace()
    workshop.publish(
        namespace, "hostile", "1.0.0", files={"README.md": readme},
        description="</title><script>document.title='pwned'</script>\"'><img src=x onerror=alert(1)>")
    built = folder / "site"
    answer = promptuary.build(workshop.folder, built)
    if answer.code == promptuary.FINDINGS:
        return  # refused before it could be shown
    answer.expect(promptuary.DONE)
    for file in built.rglob("*.html"):
        if file.read_bytes()[:1] == b"<":
            text = file.read_text()
            assert "<script>document" not in text and "<iframe" not in text and "<style>body" not in text, file
            page = Page(file)
            assert not [f for f in page.faults if f.startswith("on")], file
            assert not [href for _, _, href, _ in page.links if href.strip().lower().startswith("javascript:")], file
            assert not [href for tag, _, href, _ in page.links if tag == "img" and urlsplit(href).netloc], file
    page = browser.new_page()
    page.goto((built / f"@{namespace}" / "hostile" / "index.html").as_uri())
    page.wait_for_timeout(300)
    assert "pwned" != page.title()
    page.close()
