"""`assay data` against a web server on the loopback interface that does what web servers do: it stops in the middle, forgets, redirects, lies.

fetch.py BUILD: the build folder. With names of tests behind it, only these.
"""
import contextlib
import hashlib
import io
import json
import os
import pty
import random
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

from web_server import Page, WebServer

PATIENCE = 60  # seconds: when something is stuck, no expectation
CONTENT = random.Random(7).randbytes(200_000)
OTHER = random.Random(8).randbytes(200_000)
HALF = 100_000


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class Case:
    """A server, a data folder and a manifest with one data set, "digits", of one file."""

    def __init__(self, program, folder, server):
        self.program = program
        self.folder = folder
        self.server = server
        self.data = os.path.join(folder, "data")
        self.manifest = os.path.join(folder, "manifest.toml")
        self.describe()

    def describe(self, content=CONTENT, checksum=True, size=True, mirrors=None, files=None, more=""):
        """Writes the manifest."""
        facts = [f'name = "digits/{name}"' for name in files or ["all.bin"]]
        if size and not files:
            facts[0] += f", size = {len(content)}"
        if checksum and not files:
            facts[0] += f', sha256 = "{sha256(content)}"'
        listed = ", ".join("{ " + fact + " }" for fact in facts)
        mirrors = [self.server.url] if mirrors is None else mirrors
        with open(self.manifest, "w") as out:
            out.write(f'schema = 1\n[dataset.digits]\ntitle = "d"\nreader = "idx"\nsamples = 1\nclasses = 1\nlicence = "free"\ncite = "somebody"\n'
                      f"mirrors = {json.dumps(mirrors)}\n{more}\n" + (f"files = [{listed}]\n" if "files =" not in more else ""))

    def path(self, name="all.bin"):
        return os.path.join(self.data, "digits", name)

    def read(self, name="all.bin"):
        with open(self.path(name), "rb") as file:
            return file.read()

    def write(self, content, name="all.bin"):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content)

    def left(self):
        """Names in the data set's folder but for the lock."""
        folder = os.path.join(self.data, "digits")
        return sorted(name for name in os.listdir(folder) if not name.endswith("lock")) if os.path.isdir(folder) else []

    def environment(self, **changes):
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment.update(ASSAY_DATA=self.data, TERM="dumb", **changes)
        return environment

    def start(self, *arguments):
        return subprocess.Popen([self.program, "data", *arguments, "--manifest", self.manifest], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, cwd=self.folder, env=self.environment())

    def finish(self, process):
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    def run(self, *arguments):
        return self.finish(self.start(*arguments))

    def fetch(self):
        return self.run("fetch", "digits")

    def fetch_until_held(self, page, number=signal.SIGKILL):
        """Starts to fetch, waits until half is on the disk, and ends it by a signal."""
        process = self.start("fetch", "digits")
        part = self.path("all.bin.part")
        wait_for(lambda: page.held.is_set() and os.path.exists(part) and os.path.getsize(part) == HALF)
        process.send_signal(number)
        outcome = self.finish(process)
        page.hold_at = None
        page.release.set()
        self.server.requests.clear()
        return outcome


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited for too long"
        time.sleep(0.01)


def equal(found, expected):
    assert found == expected, f"found {found!r}, expected {expected!r}"


def contains(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is not in:\n{text}"


def test_plain(case):
    case.server.pages["/all.bin"] = Page(CONTENT)
    status, out, err = case.fetch()
    equal(status, 0)
    equal(case.read(), CONTENT)
    equal(case.left(), ["all.bin"])
    contains(err, "fetched digits/all.bin (0.2 MB), checksum as published")
    contains(out, f"digits is complete in {case.data}; licence: free")
    equal([request.range for request in case.server.requests], [None])
    contains(case.fetch()[2], "digits/all.bin is there, as published")
    equal(len(case.server.requests), 1)


def test_list_and_verify(case):
    contains(case.run("list")[1], "digits          absent")
    status, out, _ = case.run("verify")
    equal((status, out), (0, "0 files, 0 problems found\n"))
    status, out, _ = case.run("verify", "digits")
    equal((status, out), (4, "digits/all.bin: problem: missing\n1 files, 1 problems found\n"))
    case.write(CONTENT)
    contains(case.run("list")[1], "digits          present       0.2 MB  free")
    equal(case.run("verify")[:2], (0, f"{case.path()}: sound: as published\n1 files, 0 problems found\n"))
    damaged = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    case.write(damaged)
    contains(case.run("list")[1], "present")
    status, out, _ = case.run("verify", "--json")
    equal(status, 4)
    report = json.loads(out)
    equal(report["sound"], False)
    equal(report["files"][0]["text"], f"the checksum is {sha256(damaged)} instead of {sha256(CONTENT)}")
    case.write(CONTENT[:-1])
    contains(case.run("list")[1], "corrupt", "has 199999 bytes instead of 200000")
    equal(json.loads(case.run("list", "--json")[1])["data_sets"][0]["files"][0]["state"], "wrong size")
    equal(case.run("verify")[0], 4)


def test_part_of_a_set(case):
    case.describe(files=["one", "two.gz"])
    case.write(b"1", "one")
    contains(case.run("list")[1], "partial")
    case.write(b"2", "two")  # readers take the unpacked file as well
    contains(case.run("list")[1], "present")
    contains(case.run("verify")[1], "two: unchecked: packed otherwise than published")


def test_damaged_file_is_replaced(case):
    case.server.pages["/all.bin"] = Page(CONTENT)
    case.write(OTHER)
    status, _, err = case.fetch()
    equal(status, 0)
    contains(err, "digits/all.bin is damaged (the checksum is", "it is fetched again")
    equal(case.read(), CONTENT)


def test_wrong_checksum(case):
    case.server.pages["/all.bin"] = Page(OTHER)
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "'digits/all.bin' could not be fetched [data.fetch-failed]", f"the checksum is {sha256(OTHER)} instead of {sha256(CONTENT)}")
    equal(case.left(), [])
    equal(len(case.server.requests), 1)


def test_truncated_answer_is_continued(case):
    case.server.pages["/all.bin"] = Page(CONTENT, etag='"1"', drop_after=150_000)
    status, _, err = case.fetch()
    equal(status, 0)
    contains(err, "trying again")
    equal(case.read(), CONTENT)
    equal([(request.range, request.if_range, request.sent) for request in case.server.requests], [(None, None, 150_000), ("bytes=150000-", '"1"', 50_000)])


def test_truncated_for_good(case):
    case.server.pages["/all.bin"] = Page(CONTENT, ranges=False, drop_after=HALF)
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "the same command goes on where this one ended")
    equal(case.left(), ["all.bin.part", "all.bin.part.from"])
    case.server.pages["/all.bin"].drop_after = None
    equal(case.fetch()[0], 0)
    equal(case.read(), CONTENT)
    equal(case.left(), ["all.bin"])


def test_shorter_file(case):
    case.server.pages["/all.bin"] = Page(CONTENT[:HALF])
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "[data.fetch-failed]")
    assert "all.bin" not in case.left()


def test_longer_file(case):
    case.server.pages["/all.bin"] = Page(CONTENT + b"x")
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "the server sends more than the 200000 bytes of the file")
    equal(case.left(), [])


def test_killed_and_continued(case):
    page = case.server.pages["/all.bin"] = Page(CONTENT, etag='"1"', hold_at=HALF)
    status, _, _ = case.fetch_until_held(page)
    equal(status, -signal.SIGKILL)
    equal(case.left(), ["all.bin.part", "all.bin.part.from"])
    equal(case.fetch()[0], 0)
    equal(case.read(), CONTENT)
    equal([(request.range, request.if_range, request.status, request.sent) for request in case.server.requests],
          [(f"bytes={HALF}-", '"1"', 206, len(CONTENT) - HALF)])


def test_interrupted_and_continued(case):
    page = case.server.pages["/all.bin"] = Page(CONTENT, hold_at=HALF)  # no validator: the checksum decides
    status, out, _ = case.fetch_until_held(page, signal.SIGINT)
    equal(status, 130)
    contains(out, "stopped; the same command goes on where it stopped")
    equal(case.left(), ["all.bin.part", "all.bin.part.from"])
    equal(case.fetch()[0], 0)
    equal(case.read(), CONTENT)
    equal([(request.range, request.if_range, request.sent) for request in case.server.requests], [(f"bytes={HALF}-", None, len(CONTENT) - HALF)])


def test_server_without_ranges(case):
    page = case.server.pages["/all.bin"] = Page(CONTENT, etag='"1"', ranges=False, hold_at=HALF)
    case.fetch_until_held(page)
    equal(case.fetch()[0], 0)
    equal(case.read(), CONTENT)
    equal([(request.range, request.status, request.sent) for request in case.server.requests], [(f"bytes={HALF}-", 200, len(CONTENT))])


def test_file_changed_in_between(case):
    case.describe(checksum=False)
    page = case.server.pages["/all.bin"] = Page(CONTENT, etag='"1"', hold_at=HALF)
    case.fetch_until_held(page)
    page.content, page.etag = OTHER, '"2"'
    equal(case.fetch()[0], 0)
    equal(case.read(), OTHER)
    equal([(request.if_range, request.status) for request in case.server.requests], [('"1"', 200)])


def test_nothing_tells_the_versions_apart(case):
    case.describe(checksum=False)
    page = case.server.pages["/all.bin"] = Page(CONTENT, hold_at=HALF)
    case.fetch_until_held(page)
    page.content = OTHER
    equal(case.fetch()[0], 0)
    equal(case.read(), OTHER)
    equal([request.range for request in case.server.requests], [None])


def test_beginning_of_another_version(case):
    page = case.server.pages["/all.bin"] = Page(OTHER, hold_at=HALF)
    case.fetch_until_held(page)
    page.content = CONTENT
    status, _, err = case.fetch()
    equal(status, 0)
    contains(err, "the checksum is", "trying again")
    equal(case.read(), CONTENT)
    equal([request.range for request in case.server.requests], [f"bytes={HALF}-", None])


def test_redirect(case):
    case.server.pages["/all.bin"] = Page(location="/elsewhere")
    case.server.pages["/elsewhere"] = Page(CONTENT)
    equal(case.fetch()[0], 0)
    equal(case.read(), CONTENT)


def test_redirect_loop(case):
    case.server.pages["/all.bin"] = Page(location="/all.bin")
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "redirects")
    equal(len(case.server.requests), 6)
    equal(case.left(), [])


def test_redirect_to_a_local_file(case):
    case.server.pages["/all.bin"] = Page(location="file:///etc/hostname")
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "[data.fetch-failed]")
    equal(case.left(), [])


def test_second_mirror(case):
    case.describe(mirrors=[case.server.url + "gone/", case.server.url])
    case.server.pages["/all.bin"] = Page(CONTENT)
    status, _, err = case.fetch()
    equal(status, 0)
    contains(err, "gone/all.bin: the server answers 404")
    equal(case.read(), CONTENT)
    equal([request.path for request in case.server.requests], ["/gone/all.bin", "/all.bin"])


def test_no_mirror_has_it(case):
    case.describe(mirrors=[case.server.url + "gone/", "http://127.0.0.1:1/"])
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "note: " + case.server.url + "gone/all.bin: the server answers 404", "note: http://127.0.0.1:1/all.bin: ")


def test_first_copy_is_trusted(case):
    case.describe(checksum=False, size=False)
    case.server.pages["/all.bin"] = Page(CONTENT)
    status, _, err = case.fetch()
    equal(status, 0)
    contains(err, "unchecked: no checksum is known of it", sha256(CONTENT), "recorded in all.bin.sha256")
    equal(case.read("all.bin.sha256"), f"{sha256(CONTENT)}  all.bin\n".encode())
    contains(case.run("verify")[1], "sound: as first fetched")
    os.remove(case.path())
    case.server.pages["/all.bin"].content = OTHER
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "which the first copy had; remove", "all.bin.sha256 to accept another")
    equal(case.left(), ["all.bin.sha256"])
    os.remove(case.path("all.bin.sha256"))
    equal(case.fetch()[0], 0)
    case.write(CONTENT)
    equal(case.run("verify")[0], 4)


def test_nothing_to_download(case):
    case.describe(mirrors=[], more='instead = "make it yourself"', checksum=False, size=False)
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "there is no place to fetch 'digits' from: make it yourself [data.no-source]", f"the reader expects {case.path()}")
    case.write(CONTENT)
    status, _, err = case.fetch()
    equal(status, 0)
    contains(err, "no checksum is known of it")
    contains(case.run("verify")[1], "sound: as first fetched")


def archive_of(members):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if content is None:
                info.type = tarfile.DIRTYPE
            else:
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content or b""))
    return packed.getvalue()


def describe_archive(case, packed, second_size=5):
    case.server.pages["/set.tar.gz"] = Page(packed)
    case.describe(more=f'archive = {{ name = "digits/set.tar.gz", size = {len(packed)}, sha256 = "{sha256(packed)}" }}\n'
                       f'files = [{{ name = "digits/one", member = "folder/one" }}, '
                       f'{{ name = "digits/two", member = "folder/two", size = {second_size} }}]')


def test_archive(case):
    describe_archive(case, archive_of({"folder": None, "folder/two": b"12345", "folder/more": b"x" * 2000, "folder/one": CONTENT}))
    status, _, err = case.fetch()
    equal(status, 0)
    contains(err, "unpacked digits/one (0.2 MB) from an archive with the published checksum")
    equal((case.read("one"), case.read("two")), (CONTENT, b"12345"))
    equal(case.left(), ["one", "one.sha256", "two", "two.sha256"])
    contains(case.run("verify")[1], "2 files, 0 problems found")
    os.remove(case.path("two"))
    equal(case.fetch()[0], 0)
    equal(case.read("two"), b"12345")


def test_archive_lacks_a_member(case):
    describe_archive(case, archive_of({"folder/one": CONTENT}))
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "it has no member 'folder/two' [data.bad-archive]")


def test_archive_with_another_member(case):
    describe_archive(case, archive_of({"folder/one": CONTENT, "folder/two": b"123456"}))
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "'folder/two' of the archive 'digits/set.tar.gz' is not as published: 6 bytes instead of 5")
    assert "two" not in case.left()


def test_archive_that_is_none(case):
    for packed, reason in [(CONTENT, "it is no tar archive, or damaged"), (archive_of({"folder/one": CONTENT})[:-60_000], "it ends too early")]:
        describe_archive(case, packed)
        status, _, err = case.fetch()
        equal(status, 4)
        contains(err, reason, "[data.bad-archive]")
        assert "one" not in case.left() and "two" not in case.left()


def test_two_at_once(case):
    page = case.server.pages["/all.bin"] = Page(CONTENT, hold_at=HALF)
    first = case.start("fetch", "digits")
    wait_for(page.held.is_set)
    second = case.start("fetch", "digits")
    contains(second.stderr.readline(), "another process is fetching digits; waiting for it")
    page.release.set()
    equal(case.finish(first)[0], 0)
    status, _, err = case.finish(second)
    equal(status, 0)
    contains(err, "digits/all.bin is there, as published")
    equal(len(case.server.requests), 1)
    equal(case.read(), CONTENT)


def test_folder_that_cannot_be_written(case):
    with open(case.data, "w") as file:
        file.write("in the way")
    status, _, err = case.fetch()
    equal(status, 4)
    contains(err, "[data.unwritable]", case.data)
    equal(len(case.server.requests), 0)


def test_unknown_name(case):
    status, _, err = case.run("fetch", "digit")
    equal(status, 2)
    contains(err, "the manifest has no data set 'digit' [data.unknown-set]", "did you mean 'digits'?", "data sets are: digits")


def test_no_folder(case):
    environment = case.environment()
    del environment["ASSAY_DATA"]
    command = [case.program, "data", "fetch", "digits", "--manifest", case.manifest]
    refused = subprocess.run(command, env=environment, cwd=case.folder, capture_output=True, text=True)
    equal(refused.returncode, 2)
    contains(refused.stderr, "[data.no-folder]", "--to")
    case.server.pages["/all.bin"] = Page(CONTENT)
    elsewhere = os.path.join(case.folder, "elsewhere")
    quiet = subprocess.run(command + ["--to", elsewhere, "--quiet"], env=environment, cwd=case.folder, capture_output=True)
    equal((quiet.returncode, quiet.stderr), (0, b""))
    contains(quiet.stdout.decode(), f"readers do not look there yet: export ASSAY_DATA={elsewhere}")
    case.data = elsewhere
    equal(case.read(), CONTENT)


def test_progress_on_a_terminal(case):
    page = case.server.pages["/all.bin"] = Page(CONTENT, hold_at=HALF)
    ours, theirs = pty.openpty()
    process = subprocess.Popen([case.program, "data", "fetch", "digits", "--manifest", case.manifest], stdout=subprocess.DEVNULL, stderr=theirs,
                               cwd=case.folder, env={**case.environment(), "TERM": "xterm"})
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # what a terminal says when nobody is left on the other side
        while piece := os.read(ours, 4096):
            shown += piece
            if b"0.1 MB of 0.2 MB" in shown:
                page.release.set()
    os.close(ours)
    equal(process.wait(PATIENCE), 0)
    contains(shown.decode(), "digits/all.bin [############............] 0.1 MB of 0.2 MB", "\r\x1b[K")


def test_installed_manifest(case):
    """The manifest of the program names the readers there are, and every file that they expect."""
    found = subprocess.run([case.program, "data", "list", "--json"], capture_output=True, text=True, env=case.environment(), check=True)
    sets = {one["name"]: one for one in json.loads(found.stdout)["data_sets"]}
    equal(sorted(sets), ["cifar10", "fashion_mnist", "kmnist", "mnist", "reuters10k", "svhn", "usps"])
    for name, one in sets.items():
        equal((one["state"], one["reader"]), ("absent", name))
        assert all(file["name"].startswith(name + "/") for file in one["files"])
        spec = os.path.join(case.folder, "spec.toml")
        with open(spec, "w") as out:
            out.write(f'schema = 1\nstudy = "s"\n[dataset]\nuse = "{name}"\n[baseline]\nuse = "kmeans"\nclusters = 3\n[evaluate]\nmetrics = ["acc"]\n')
        refused = subprocess.run([case.program, "run", spec], capture_output=True, text=True, env=case.environment(), cwd=case.folder)
        equal(refused.returncode, 4)
        contains(refused.stderr, f"help: get it with `assay data fetch {name}`")
        missing = re.search(r"data file '([^']+)' is missing", refused.stderr)[1]
        assert any(file["name"] in (missing, missing + ".gz") for file in one["files"]), missing


def main():
    program = os.path.join(os.path.abspath(sys.argv[1]), "bin", "assay")
    tests = {name: test for name, test in globals().items() if name.startswith("test_")}
    failed = []
    for name in sys.argv[2:] or tests:
        with tempfile.TemporaryDirectory(prefix="assay-data-") as folder:
            server = WebServer()
            try:
                tests[name](Case(program, folder, server))
                print("passed", name, flush=True)
            except Exception as error:  # every other test is still worth running
                failed.append(name)
                print(f"FAILED {name}: {type(error).__name__}: {error}", flush=True)
            finally:
                server.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
