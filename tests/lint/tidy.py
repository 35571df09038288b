"""clang-tidy on every source of a build tree, many sources at a time.

Nearly all of the time of clang-tidy goes into the headers of LibTorch, which it walks again for every source: 36 s each. Sources are therefore put into groups, one
translation unit each, that pay for the headers once. Sources that declare the same name stay apart, and what does not compile in its group is checked in another.
Clang-tidy looks for unused using-declarations and aliases in the main file alone, which a group hides, so this script looks for them itself.

What was found clean is kept in BUILD/tidy/clean.json, with a hash of all that the result depends on, so another call checks only what changed.

    tidy.py BUILD [--changed REVISION] [--jobs N] [--extra SOURCE]... [SOURCE]...
"""
import argparse
import concurrent.futures
import hashlib
import json
import math
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / ".clang-tidy"
GROUP_SIZE = 24
INCLUDE = re.compile(r'^#\s*include ["<]([^">]+)[">]', re.MULTILINE)
FINDING = re.compile(r"^(/[^:]+):(\d+):(\d+): (?:warning|error): (.*)$")
NO_DECLARATION = re.compile(r"(namespace|using namespace|using [\w:]+;|extern \"C\" \{|TEST_CASE|ASSAY_PLUGIN|public|private|protected|return)")
TYPE = re.compile(r"(?:template <.*> )?(?:struct|class|union|enum class|enum|using) (\w+)")
NAME = re.compile(r"([\w:~]*\w)(?:\(|\[| = |\{|;)")
INTRODUCED = re.compile(r"^ *(?:using (?:\w+::)+(\w+);|namespace (\w+) =)", re.MULTILINE)
# What ASSAY_PLUGIN declares in every plugin; other names are declared in a group once.
PLUGIN_NAMES = ("assay_plugin_components", "assay_plugin_descriptor_v1")
# A group includes sources on purpose, and a local variable may have a name that another source declares.
NOT_IN_GROUPS = "-bugprone-suspicious-include,-clang-diagnostic-shadow"


class Flags:
    """The compiler flags of one source or of several, without those that choose outputs, optimization or a precompiled header."""

    def __init__(self, arguments=()):
        self.folders, self.system_folders, self.defines, self.others = [], [], [], []
        rest = iter(arguments)
        for argument in rest:
            if argument == "-isystem":
                self.system_folders.append(next(rest))
            elif argument in ("-o", "-c", "-Xclang", "-include"):
                next(rest)
            elif argument.startswith("-I"):
                self.folders.append(os.path.normpath(argument[2:]))
            elif argument.startswith("-D"):
                if not argument.endswith("_EXPORTS"):
                    self.defines.append(argument)
            elif re.match(r"-(std=|W)", argument) and argument not in ("-Werror", "-Winvalid-pch"):
                self.others.append(argument)

    def add(self, flags):
        for mine, theirs in zip(vars(self).values(), vars(flags).values()):
            mine.extend(flag for flag in theirs if flag not in mine)

    def arguments(self):
        folders = [f"-I{folder}" for folder in self.folders]
        system_folders = [argument for folder in self.system_folders for argument in ("-isystem", folder)]
        return [*self.others, *self.defines, *folders, *system_folders]


class Source:
    def __init__(self, path, flags):
        self.path, self.flags = path, flags
        self.text = path.read_text(encoding="utf-8")
        self.uses_torch = any("torch" in folder for folder in flags.system_folders)
        self.headers = {}  # the tree's own, with all that they include: path -> text
        self.found_by_flag = {}  # what an #include names -> the header, when another source may get another header by that name
        self._collect(path, self.text)
        self.names = declared_names(self.text)

    def _collect(self, includer, text):
        for name in INCLUDE.findall(text):
            for folder in [str(includer.parent), *self.flags.folders]:
                header = Path(os.path.normpath(os.path.join(folder, name)))
                if header.is_relative_to(ROOT) and header.is_file():
                    if folder != str(includer.parent):
                        self.found_by_flag[name] = header
                    if header not in self.headers:
                        self.headers[header] = header.read_text(encoding="utf-8")
                        self._collect(header, self.headers[header])
                    break

    def hash(self, tool):
        parts = [tool, *self.flags.arguments(), self.text, *(text for _, text in sorted(self.headers.items()))]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def clashes_with(self, other):
        if self.names & other.names:
            return True
        return any(other.found_by_flag.get(name, header) != header for name, header in self.found_by_flag.items())


def declared_names(text):
    """Names that a source declares at the scope of a namespace or as macros. It is formatted, so they stand in lines that are not indented."""
    names = set(re.findall(r"^#define (\w+)", text, re.MULTILINE))
    for line in re.findall(r"^[A-Za-z].*$", text, re.MULTILINE):
        if NO_DECLARATION.match(line):
            continue
        match = TYPE.match(line) or NAME.search(line)
        if match and "::" not in match.group(1):
            names.add(match.group(1))
    return names


def unused_names(source):
    """What clang-tidy would say of the using-declarations and namespace aliases of a source that are not used."""
    code = re.sub(r"//.*", "", source.text)
    for match in INTRODUCED.finditer(code):
        name = match.group(1) or match.group(2)
        if len(re.findall(rf"\b{name}\b", code)) == 1:
            line = code.count("\n", 0, match.start(0)) + 1
            yield f"{source.path}:{line}:1: error: '{name}' is unused [misc-unused-using-decls]"


def read_sources(build, extra):
    """One source per file: those of the tree, the filled-in templates, one plugin's stamp, and `extra` with the flags of a test of LibTorch."""
    sources, stamps = {}, 0
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = Path(os.path.normpath(os.path.join(entry["directory"], entry["file"])))
        if path in sources or "CMakeFiles" in path.parts or not path.is_file():
            continue
        if path.name.endswith("_stamp.cpp") and path.is_relative_to(build):
            stamps += 1
            if stamps > 1:
                continue
        sources[path] = Source(path, Flags(shlex.split(entry["command"])[1:]))
    common = Flags()
    for source in sources.values():
        if source.uses_torch and source.path.is_relative_to(ROOT / "tests" / "framework"):
            common.add(source.flags)
    for path in extra:
        sources[path] = Source(path, common)
    return list(sources.values())


def make_groups(sources):
    """As few and as equal groups as possible, sources with and without LibTorch apart: the most clashing source first, each into the smallest group that it fits into."""
    groups = []
    for uses_torch in (True, False):
        class_sources = [source for source in sources if source.uses_torch == uses_torch]
        clashes = {source.path: sum(source.clashes_with(other) for other in class_sources) for source in class_sources}
        class_groups = [[] for _ in range(math.ceil(len(class_sources) / GROUP_SIZE))]
        for source in sorted(class_sources, key=lambda source: (-clashes[source.path], source.path)):
            fitting = [group for group in class_groups if not any(source.clashes_with(member) for member in group)]
            if not fitting:
                class_groups.append([])
            min(fitting or class_groups[-1:], key=len).append(source)
        groups += class_groups
    return groups


class Checker:
    def __init__(self, build, clang_tidy, compiler):
        self.folder = build / "tidy"
        self.folder.mkdir(exist_ok=True)
        for program in (clang_tidy, compiler):
            if shutil.which(program) is None:
                sys.exit(f"{program} is not installed")
        self.clang_tidy, self.compiler = clang_tidy, compiler
        version = subprocess.run([clang_tidy, "--version"], capture_output=True, text=True, check=True).stdout
        self.tool = version + CONFIG.read_text(encoding="utf-8")
        self.file = self.folder / "clean.json"
        self.clean = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        self.findings = set()
        self.checked = 0

    def is_clean(self, source):
        return self.clean.get(str(source.path)) == source.hash(self.tool)

    def _translation_unit(self, group):
        if len(group) == 1:
            return group[0].path
        lines = []
        for number, source in enumerate(group):
            lines += [f"#define {name} {name}_{number}  // NOLINT" for name in PLUGIN_NAMES]
            lines.append(f'#include "{source.path}"')
            lines += [f"#undef {name}" for name in PLUGIN_NAMES]
        text = "\n".join(lines) + "\n"
        unit = self.folder / f"group_{hashlib.sha256(text.encode()).hexdigest()[:12]}.cpp"
        unit.write_text(text, encoding="utf-8")
        return unit

    def _strangers(self, group, unit, arguments):
        """Members that do not compile beside the others."""
        command = [self.compiler, "-fsyntax-only", "-w", "-ferror-limit=0", *arguments, str(unit)]
        errors = subprocess.run(command, capture_output=True, text=True).stderr
        named = {line.split(":")[0] for line in errors.splitlines() if ": error: " in line}
        return [source for source in group if str(source.path) in named], errors

    def check(self, group):
        """Checks one group; returns it, its output, and the members that were left for another group."""
        flags = Flags()
        for source in group:
            flags.add(source.flags)
        unit, arguments, strangers = self._translation_unit(group), flags.arguments(), []
        if group[0].uses_torch:
            arguments += ["-include", "torch/types.h"]  # as the precompiled header: doctest's CHECK must come after glog's
        if len(group) > 1:
            strangers, errors = self._strangers(group, unit, arguments)
            if ": error: " in errors and not strangers:
                strangers = group[len(group) // 2:]
            if strangers:
                group = [source for source in group if source not in strangers] or [strangers.pop(0)]
                unit = self._translation_unit(group)
        command = [self.clang_tidy, "--quiet", f"--config-file={CONFIG}", f"--checks={NOT_IN_GROUPS}" if len(group) > 1 else "--checks=", str(unit), "--", *arguments]
        result = subprocess.run(command, capture_output=True, text=True)
        output = result.stdout
        if result.returncode not in (0, 1) or (result.returncode == 1 and "error: " not in output):
            output += f"{unit}:1:1: error: clang-tidy failed with status {result.returncode}: {result.stderr}\n"
        output += "".join(f"{line}\n" for source in group for line in unused_names(source))
        return group, output, strangers

    def record(self, group, output):
        """Prints each finding once, and keeps which members had none, neither in their own text nor in a header of theirs."""
        dirty, show = set(), False
        for line in output.splitlines():
            finding = FINDING.match(line)
            if finding:
                dirty.add(Path(os.path.normpath(finding.group(1))))
                show = line not in self.findings
                self.findings.add(line)
            if show:
                print(line)
        files = [{source.path, *source.headers} for source in group]
        for source, own in zip(group, files):
            if dirty <= set().union(*files) and not dirty & own:
                self.clean[str(source.path)] = source.hash(self.tool)
        self.checked += len(group)
        temporary = self.file.with_suffix(".new")
        temporary.write_text(json.dumps(self.clean, indent=0), encoding="utf-8")
        temporary.replace(self.file)

    def run(self, groups, jobs):
        total, started = sum(len(group) for group in groups), time.monotonic()
        groups = sorted(groups, key=lambda group: (not group[0].uses_torch, -len(group)))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            running = {pool.submit(self.check, group) for group in groups}
            while running:
                done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in done:
                    group, output, strangers = future.result()
                    self.record(group, output)
                    running |= {pool.submit(self.check, left) for left in make_groups(strangers)}
                    minutes = (time.monotonic() - started) / 60
                    print(f"-- {self.checked} of {total} sources, {len(self.findings)} findings, {minutes:.1f} min", flush=True)


def changed_sources(sources, revision):
    """Sources that differ from `revision`, and for each header that does the source with the shortest text that includes it."""
    command = ["git", "-C", str(ROOT), "diff", "--name-only", "--merge-base", revision]
    untracked = ["git", "-C", str(ROOT), "ls-files", "--others", "--exclude-standard"]
    lines = [subprocess.run(words, capture_output=True, text=True, check=True).stdout for words in (command, untracked)]
    changed = {ROOT / line for line in "".join(lines).splitlines()}
    chosen = {source.path: source for source in sources if source.path in changed}
    for header in sorted(path for path in changed if path.suffix == ".hpp"):
        includers = [source for source in sources if header in source.headers]
        if includers and not any(source.path in chosen for source in includers):
            smallest = min(includers, key=lambda source: (source.uses_torch, len(source.headers), len(source.text)))
            chosen[smallest.path] = smallest
    return list(chosen.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--changed", metavar="REVISION", help="only what differs from this revision, each source by itself")
    parser.add_argument("--extra", action="append", default=[], type=Path, help="a source that no target compiles")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--clang-tidy", default="clang-tidy-14")
    parser.add_argument("--compiler", default="clang++-14")
    options = parser.parse_args()
    build = options.build.resolve()
    sources = read_sources(build, [path.resolve() for path in options.extra])
    if options.sources:
        wanted = {path.resolve() for path in options.sources}
        sources = [source for source in sources if source.path in wanted]
    alone = options.changed is not None
    if alone:
        sources = changed_sources(sources, options.changed)
    checker = Checker(build, options.clang_tidy, options.compiler)
    stale = [source for source in sources if not checker.is_clean(source)]
    groups = [[source] for source in stale] if alone else make_groups(stale)
    print(f"-- {len(sources)} sources, {len(stale)} to check, in {len(groups)} translation units", flush=True)
    checker.run(groups, options.jobs)
    return 1 if checker.findings else 0


if __name__ == "__main__":
    sys.exit(main())
