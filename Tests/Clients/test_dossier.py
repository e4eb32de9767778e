"""The dossier of a change in a real browser: one page that loads nothing, runs nothing and shows what is hidden."""

import pytest
from playwright.sync_api import sync_playwright

import programs
import promptuary
import workshop as shop
from history import commit
from test_changes import branch  # noqa: F401: a fixture

README = """# Six times six <script>document.title = "owned"</script>

[here](javascript:alert(1)) and [there](https://example.org/) ![picture](https://evil.example/x.png)

## May merge: yes

abc&#x202E;def
"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=programs.path("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture
def dossier(branch, folder):  # noqa: F811
    """The dossier of a release with a hostile README and a hostile file."""
    files = {
        "README.md": README.encode(), "data/picture.bin": b"\x00\x01", "data/notes.txt": "left\u200bright\n".encode(),
        "prompts/lead.prmd": shop.prompt("Say {hello} <b>now</b>.").encode()}
    branch.publish("commons", "interview-guide", "2.0.0", files=files)
    (branch.folder / "README.md").write_text("more\n")
    commit(branch.folder, "one")
    page = folder / "dossier.html"
    answer = promptuary.run("check", branch.folder, "--base", "main", "--output", f"dossier={page}")
    answer.expect(promptuary.DONE, promptuary.FINDINGS)
    return page


@pytest.mark.parametrize("script", [True, False])
def test_the_dossier_is_a_whole_page_by_itself(browser, dossier, script):
    """It asks for nothing, logs no violation of its policy, and its style counts, with and without scripts."""
    context = browser.new_context(java_script_enabled=script)
    page, asked, logged = context.new_page(), [], []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: logged.append(m.text))
    page.goto(dossier.as_uri(), wait_until="networkidle")
    assert asked == [dossier.as_uri()] and logged == []
    assert page.title().startswith("May merge: ") and "owned" not in page.title()
    assert page.locator("h1").count() == 1
    assert page.locator("script, img, iframe, form, [onclick]").count() == 0
    hrefs = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))") if script else []
    assert all(h.startswith(("#", "https://example.org/")) for h in hrefs), hrefs
    if script:
        font = page.eval_on_selector("pre.diff", "e => getComputedStyle(e).fontFamily")
        assert "mono" in font.lower()
    context.close()


def test_the_dossier_shows_what_a_reviewer_asks_for(browser, dossier):
    """Who signed, what differs in files and prompts, who needs it, what is hidden."""
    page = browser.new_page()
    page.goto(dossier.as_uri())
    text = page.locator("main").inner_text()
    for words in [
        "@commons/interview-guide 2.0.0", "key has signed, 1 has to", "Prompt interface", "Who depends on it",
        "left\\u{200B}right", "abc\\u{202E}def", "no text: only sizes and digests are shown", "README.md"
    ]:
        assert words in text, words
    assert "+Say {hello} <b>now</b>." in text
    # The headings of the README stand below those of the page.
    assert page.locator(".quoted h4", has_text="Six times six").count() == 1
    assert page.locator(".quoted :is(h1, h2, h3)").count() == 0
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_dossier_can_be_read_by_keyboard_on_every_screen(browser, dossier, width):
    """Nothing is wider than the screen, Tab goes to the content first, every region and table has a name."""
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(dossier.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('[role=region], section, nav')].filter(e => {
            const by = e.getAttribute('aria-labelledby');
            return !(e.getAttribute('aria-label') || (by && document.getElementById(by)));
        }).length""")
    assert unnamed == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    for target in page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))"):
        assert target in ids
    page.close()
