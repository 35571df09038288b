"""The page of `assay report` of a real run in a real browser: it sorts, filters, draws and switches without errors and without the network.

report_page.py BUILD: the build folder.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

from browser import BACKSPACE, HOME, RIGHT, Browser, programs

SPEC = r'''schema = 1
study = "page"
title = "</script><script>document.title = 'taken over'</script> \"page\""

[dataset]
use = "blobs"
clusters = 3
count = 300
dimensions = 8

[encoder]
use = "mlp"
hidden = [16]
features = 8

[latent.z]
use = "gaussian"
dim = 3

[latent.c]
use = "gumbel_softmax"
categories = 3

[[loss]]
use = "bce"

[[loss]]
use = "gaussian_kl"
on = "z"

[[loss]]
use = "categorical_kl"
on = "c"

[train]
epochs = 6
batch = 50

[evaluate]
metrics = ["acc", "nmi", "occupancy"]

[table]
metrics = ["acc", "nmi"]
published.kmeans.acc = 50.0

[[arm]]
name = "proposed"

[[arm]]
name = "kmeans"
set = { "baseline.use" = "kmeans", "baseline.clusters" = 3, "baseline.n_init" = 6 }

[[arm]]
name = "diverging"
set = { "train.lr" = 1e30 }

[sweep]
seeds = { base = 1, count = 2 }

[figure.confusion]
kind = "confusion"
'''

COLUMN = """return [...document.querySelectorAll('#trial-table tbody tr')].filter((row) => !row.hidden)
                   .map((row) => row.cells[arguments[0]].textContent)"""
HEADINGS = "return [...document.querySelectorAll('#trial-table thead th')].map((one) => one.textContent)"

# What assistive programs need; each line of the result is a finding.
ACCESSIBLE = """
const found = [];
const all = (selector) => [...document.querySelectorAll(selector)];
const name = (one) => `${one.tagName.toLowerCase()} ${one.id || one.textContent.slice(0, 30)}`;
for (const one of all('input, select')) if (one.labels.length === 0) found.push(`no label: ${name(one)}`);
for (const one of all('img')) if (!one.alt) found.push('an image without a text');
for (const one of all('th')) if (!one.scope) found.push(`no scope: ${name(one)}`);
for (const one of all('table')) if (!one.caption) found.push(`no caption: ${name(one)}`);
for (const one of all('button')) if (!one.textContent.trim()) found.push('a button without a name');
for (const one of all('.plot > svg')) if (!one.getAttribute('aria-label') || !one.getAttribute('aria-valuetext')) found.push('a chart without a name');
for (const landmark of ['header', 'nav[aria-label]', 'main', 'footer']) if (all(landmark).length !== 1) found.push(`not one ${landmark}`);
const ids = all('[id]').map((one) => one.id);
if (new Set(ids).size !== ids.length) found.push('an id twice');
let level = 0;
for (const one of all('h1, h2, h3, h4')) {
  if (Number(one.tagName[1]) > level + 1) found.push(`a level of headings is left out before: ${name(one)}`);
  level = Number(one.tagName[1]);
}
if (all('h1').length !== 1) found.push('not one h1');
if (!document.documentElement.lang) found.push('no language');
return found;
"""

# Texts whose contrast with their background is below 4.5 (WCAG 2.1, 1.4.3).
CONTRAST = """
const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
const luminance = (colour) => colour.slice(0, 3).map((level) => level / 255)
    .map((level) => (level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4))
    .reduce((sum, level, i) => sum + level * [0.2126, 0.7152, 0.0722][i], 0);
const ground = (one) => {
  for (; one; one = one.parentElement) {
    const colour = rgb(getComputedStyle(one).backgroundColor);
    if (colour.length === 3 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const found = [];
for (const one of document.querySelectorAll('body *')) {
  const says = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!says || one.closest('svg, script, style, noscript') || one.offsetParent === null) continue;
  const [a, b] = [luminance(rgb(getComputedStyle(one).color)), luminance(ground(one))];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (contrast < 4.5) found.push(`${contrast.toFixed(2)}: ${one.tagName} ${one.className} ${one.textContent.slice(0, 30)}`);
}
return [...new Set(found)];
"""

# Both ways out that the policy must close: a request by script, and an image of another place.
WAY_OUT = """
const [address, done] = arguments;
const refused = [];
document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
const image = new Image();
const over = new Promise((resolve) => { image.onload = image.onerror = resolve; });
image.src = address;
document.body.append(image);
Promise.allSettled([fetch(address), over]).then(() => done(refused.sort()));
"""


def expect(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, wanted {wanted!r}")


def make_page(build, folder):
    (folder / "page.toml").write_text(SPEC)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}
    for command, status in (["run", "page.toml", "--quiet"], 1), (["report", "page"], 0):
        ended = subprocess.run([f"{build}/bin/assay", *command], cwd=folder, env=environment, text=True, capture_output=True)
        expect(ended.returncode, status, f"exit status of assay {command}\n{ended.stdout}{ended.stderr}")
    return folder / "runs" / "page" / "report.html"


def check_sorting(browser):
    headings = browser.run(HEADINGS)
    column = headings.index("ACC (%)")
    heading = f"#trial-table thead th:nth-child({column + 1})"
    planned = browser.run(COLUMN, column)
    for order, reverse in ("descending", True), ("ascending", False):
        browser.click(f"{heading} button")
        found = browser.run(COLUMN, column)
        numbers = [float(text) for text in found if text != "-"]
        expect(numbers, sorted(numbers, reverse=reverse), f"ACC sorted {order}")
        expect(found[len(numbers):], ["-"] * planned.count("-"), "trials without ACC come last")
        expect(browser.run(f"return document.querySelector('{heading}').getAttribute('aria-sort')"), order, "aria-sort")
    expect(len(numbers), 4, "trials with ACC")
    browser.click("#trial-table thead th:nth-child(2) button")  # by arm
    arms = browser.run(COLUMN, 1)
    expect(arms, sorted(arms), "arms sorted by name")
    expect(browser.run("return document.querySelectorAll('#trial-table [aria-sort]').length"), 1, "sorted columns")


def check_filter(browser):
    field = "input[data-filters=trial-table]"
    browser.type(field, "kmeans done")
    expect(browser.run(COLUMN, 1), ["kmeans", "kmeans"], "rows with both words")
    expect(browser.run("return [...document.querySelectorAll('#trial-list > details')].filter((one) => !one.hidden).length"), 2, "sections of these")
    expect(browser.run(f"return document.querySelector('{field}').closest('.tools').querySelector('output').textContent"), "2 of 6 rows", "count")
    browser.type(field, BACKSPACE * len("kmeans done"))
    expect(len(browser.run(COLUMN, 1)), 6, "rows without a filter")


def check_curves(browser):
    curves = "return [...document.querySelectorAll('#chart-0 .curve')].map((one) => one.dataset.setting)"
    expect(browser.run(curves), ["proposed", "kmeans"], "curves")
    browser.click(".legend li:nth-child(2) button")
    expect(browser.run(curves), ["proposed"], "curves without kmeans")
    pressed = "return document.querySelector('.legend li:nth-child(2) button').getAttribute('aria-pressed')"
    expect(browser.run(pressed), "false", "aria-pressed of a hidden curve")
    browser.click(".legend li:nth-child(2) button")
    expect(browser.run(pressed), "true", "aria-pressed of a curve")

    tip = "const tip = document.querySelector('#chart-0 .tip'); return tip.hidden ? '' : tip.textContent"
    expect(browser.run(tip), "", "values before the pointer comes")
    browser.point("#chart-0 .plot > svg", 0, 0)
    text = browser.run(tip)
    if not text.startswith("epoch ") or "proposed" not in text or "±" not in text:
        sys.exit(f"values at the pointer: {text!r}")
    spoken = "return document.querySelector('#chart-0 .plot > svg').getAttribute('aria-valuetext')"
    browser.run("document.querySelector('#chart-0 .plot > svg').focus()")
    said = []
    for key in HOME, RIGHT:
        browser.type("#chart-0 .plot > svg", key)
        said.append(browser.run(spoken).split(":")[0])
    expect(said, ["epoch 1", "epoch 2"], "values that the arrow keys reach")

    browser.run("""const select = document.querySelector('#chart-1 select');
                   select.value = [...select.options].find((one) => one.text.startsWith('loss.total')).value;
                   select.dispatchEvent(new Event('change'))""")
    expect(browser.run("return document.querySelector('#chart-1 .plot > svg').getAttribute('aria-label')")[:10], "loss.total", "another series")
    browser.click("#chart-0 details summary")
    rows = "return document.querySelectorAll('#chart-0 details tbody tr').length"
    expect(browser.run_later(f"const done = arguments[0]; setTimeout(() => done((() => {{ {rows} }})()), 100)"), 6, "epochs in the table of values")


def check_theme(browser):
    ground = "return getComputedStyle(document.body).backgroundColor"
    pressed = "return document.getElementById('theme').getAttribute('aria-pressed')"
    grounds = {}
    for preferred, other in ("light", "dark"), ("dark", "light"):
        browser.emulate("prefers-color-scheme", preferred)
        browser.run("delete document.documentElement.dataset.theme")
        grounds[preferred] = browser.run(ground)
        expect(browser.run(pressed), str(preferred == "dark").lower(), f"the button where {preferred} is preferred")
        browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
        expect(browser.run(CONTRAST), [], f"texts that are hard to read, {preferred}")
        browser.click("#theme")
        expect(browser.run("return document.documentElement.dataset.theme"), other, "the theme after a click")
        expect(browser.run(pressed), str(other == "dark").lower(), "the button after a click")
        if browser.run(ground) == grounds[preferred]:
            sys.exit("the button changes no colour")
    if grounds["light"] == grounds["dark"]:
        sys.exit("light and dark look the same")
    browser.run("for (const one of document.querySelectorAll('details')) one.open = false")


def check_links(browser):
    browser.click("#failure-table tbody a")
    opened = browser.run("return [...document.querySelectorAll('#trial-list > details[open]')].map((one) => one.textContent)")
    expect(len(opened), 1, "sections that the link to a failed trial opens")
    if "train.non-finite" not in opened[0]:
        sys.exit(f"the section of a failed trial: {opened[0]!r}")
    browser.click("a.skip + header nav a[href='#trials']")
    expect(browser.run("return document.activeElement.id"), "trials", "where a link of the list of sections leads")


def main():
    programs()
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        page = make_page(sys.argv[1], pathlib.Path(folder))
        address = page.resolve().as_uri()
        browser.open(address)
        expect(browser.run("return document.title"), "</script><script>document.title = 'taken over'</script> \"page\"", "title")
        check_sorting(browser)
        check_filter(browser)
        check_curves(browser)
        check_theme(browser)
        check_links(browser)
        expect(browser.run(ACCESSIBLE), [], "what assistive programs miss")
        width = "return document.documentElement.scrollWidth - innerWidth"
        browser.call("POST", "/window/rect", {"width": 500, "height": 800})
        if browser.run(width) > 0:
            sys.exit("the page is wider than a narrow window")
        requested = [one for one in browser.requested() if not one.startswith("data:") and one.split("#")[0] != address]
        expect(requested, [], "addresses outside of the page")
        expect([entry["message"] for entry in browser.log("browser")], [], "messages in the console")
        expect(browser.run_later(WAY_OUT, "http://127.0.0.1:9/"), ["connect-src", "img-src"], "ways out that are closed")


main()
