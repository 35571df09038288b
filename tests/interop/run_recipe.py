"""Runs a recipe of the layout document: the code block after '<!-- recipe: NAME -->' must print the text block that follows it."""
import re
import subprocess
import sys
from pathlib import Path

from reader import expect, require, require_program

folder, document, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
pattern = rf"<!-- recipe: {name} -->\n```\w+\n(.*?)```\n.*?```text\n(.*?)```"
match = re.search(pattern, document.read_text(encoding="utf-8"), re.DOTALL)
if match is None:
    sys.exit(f"{document} has no recipe '{name}'")
code, wanted = match.groups()
expect(len(code.splitlines()) <= 10, True, "a recipe has at most ten lines")
if name == "octave":
    command = [require_program("octave-cli", "octave"), "--quiet", "--no-init-file", "--eval", code]
else:
    require("h5py", "python3-h5py")
    if name == "xarray":
        require("xarray", "python3-xarray")
        require("netCDF4", "python3-netcdf4")
    command = [sys.executable, "-c", code]
result = subprocess.run(command, capture_output=True, text=True, cwd=folder)
if [line.rstrip() for line in result.stdout.splitlines()] != wanted.splitlines():
    sys.exit(f"recipe '{name}' printed\n{result.stdout}\nwanted\n{wanted}\n{result.stderr}")
