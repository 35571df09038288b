"""What the scripts of this suite share."""
import importlib
import shutil
import sys


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def require(module, package):
    """The imported module, or a skipped test that names the Debian package."""
    try:
        return importlib.import_module(module)
    except ImportError:
        skip(f"the Python module {module} is not installed (package {package})")


def require_program(name, package):
    path = shutil.which(name)
    if path is None:
        skip(f"the program {name} is not installed (package {package})")
    return path


def expect(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, wanted {wanted!r}")
