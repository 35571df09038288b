"""Completions and manual pages know every command and option that --help knows.

completion.py BUILD: the build folder.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ASSAY = os.path.join(os.path.abspath(sys.argv[1]), "bin", "assay")


def output(*arguments, **more):
    return subprocess.run([ASSAY, *arguments], capture_output=True, text=True, check=True, **more).stdout


class Command:
    """A command as its help describes it."""

    def __init__(self, words):
        self.words = words
        text = output(*words, "--help")
        self.options = set(re.findall(r"^  (?:(?:-\w,)?(--[\w-]+)|-\w) ?", self.section(text, "Options"), re.M)) - {""}
        self.options |= set(re.findall(r"^  (-\w)\b", self.section(text, "Options"), re.M))
        self.commands = re.findall(r"^  ([\w-]+) ", self.section(text, "Subcommands"), re.M)

    @staticmethod
    def section(text, title):
        found = re.search(rf"^{title}:\n((?:  .*\n| {{10,}}.*\n)*)", text, re.M)
        return found[1] if found else ""


def all_commands():
    commands = [Command([])]
    for command in commands:
        commands.extend(Command([*command.words, name]) for name in command.commands)
    return commands


class Bash:
    """A shell with the completion loaded."""

    def __init__(self, folder):
        self.folder = folder
        self.script = os.path.join(folder, "completion.bash")
        with open(self.script, "w") as out:
            out.write(output("completion", "bash"))

    def complete(self, *words, **environment):
        """What bash offers for the last of the words behind the program's name."""
        line = " ".join(f"'{word}'" for word in (ASSAY, *words))
        code = (f"compopt() {{ :; }}; source {self.script}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _assay; "
                'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-eu", "-c", code], capture_output=True, text=True, check=True, cwd=self.folder,
                              env={**os.environ, **environment})
        assert done.stderr == "", done.stderr
        return set(done.stdout.split("\n")) - {""}


def equal(found, expected):
    assert found == expected, f"found {found!r}, expected {expected!r}"


def check_bash(commands, folder):
    bash = Bash(folder)
    for command in commands:
        if command.commands:
            equal(bash.complete(*command.words, ""), set(command.commands))
        offered = bash.complete(*command.words, "-")
        assert command.options <= offered, (command.words, command.options - offered)
    equal(bash.complete("ru"), {"run"})
    equal(bash.complete("run", "--executor", ""), {"local", "slurm"})
    equal(bash.complete("data", "list", "--js"), {"--json"})


def check_bash_names(folder):
    bash = Bash(folder)
    for name in ("one.toml", "two.toml", "other.txt"):
        open(os.path.join(folder, name), "w").close()
    os.makedirs(os.path.join(folder, "runs", "study", "trials"))
    open(os.path.join(folder, "runs", "study", "trials", "abc123.h5"), "w").close()
    equal(bash.complete("run", "o"), {"one.toml"})
    equal(bash.complete("check", ""), {"one.toml", "two.toml", "runs"})
    equal(bash.complete("table", "s"), {"study"})
    equal(bash.complete("replay", "study/"), {"study/abc123"})
    equal(bash.complete("table", "st", ASSAY_RUNS=os.path.join(folder, "absent")), set())
    equal(bash.complete("data", "fetch", "mn"), {"mnist"})
    equal(bash.complete("explain", "dataset.fashion"), {"dataset.fashion_mnist"})
    equal(bash.complete("new", "la"), {"latent"})
    assert "slurm" in bash.complete("explain", "")


def check_other_shells(commands, folder):
    scripts = {shell: output("completion", shell) for shell in ("zsh", "fish")}
    for shell, text in scripts.items():
        path = os.path.join(folder, shell)
        with open(path, "w") as out:
            out.write(text)
        if shutil.which(shell):
            subprocess.run([shell, "-n", path], check=True)
    for command in commands:
        for option in command.options:
            assert option in scripts["zsh"], option
            name = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            place = f"__fish_seen_subcommand_from {command.words[-1]}" if command.words else "__fish_use_subcommand"
            assert re.search(rf"^complete -c assay -n '[^']*{place}'.* {name} ", scripts["fish"], re.M), (command.words, option)
        for name in command.commands:
            assert re.search(rf" -a {name} -d ", scripts["fish"]), name
    refused = subprocess.run([ASSAY, "completion", "tcsh"], capture_output=True, text=True)
    equal(refused.returncode, 2)


def check_manual(commands, folder):
    output("manual", "--write", folder)
    equal(sorted(os.listdir(folder)), sorted("-".join(["assay", *command.words]) + ".1" for command in commands))
    for command in commands:
        path = os.path.join(folder, "-".join(["assay", *command.words]) + ".1")
        with open(path) as page:
            text = page.read()
        equal(output("manual", *command.words), text)
        for word in [*command.options, *command.commands]:
            assert "\\fB" + word.replace("-", "\\-") + "\\fR" in text, (command.words, word)
        if shutil.which("groff"):
            checked = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-k", path], capture_output=True, text=True)
            equal((checked.returncode, checked.stderr), (0, ""))
    with open(os.path.join(folder, "assay.1")) as page:
        text = page.read()
    for heading in ("NAME", "SYNOPSIS", "COMMANDS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT"):
        assert f".SH {heading}\n" in text, heading


def main():
    commands = all_commands()
    assert len(commands) > 20, len(commands)
    checks = [lambda folder: check_other_shells(commands, folder), lambda folder: check_manual(commands, folder)]
    if shutil.which("bash"):
        checks += [lambda folder: check_bash(commands, folder), check_bash_names]
    for check in checks:
        with tempfile.TemporaryDirectory(prefix="assay-shell-") as folder:
            check(folder)


if __name__ == "__main__":
    main()
