"""What is in the repository: the files that git tracks, or would after `git add`."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("gateway", "subgraphs", "bff_web", "bff_mobile")


@cache
def files() -> tuple[Path, ...]:
    """Paths relative to the root; empty outside a git checkout."""
    return tuple(path for path in _listed() if (ROOT / path).is_file())


def links() -> list[Path]:
    """Symbolic links, relative to the root."""
    return [path for path in _listed() if (ROOT / path).is_symlink()]


def _listed() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return [Path(name) for name in listing.stdout.decode().split("\0") if name]


def modules() -> list[Path]:
    """Every module of the packages that ship, relative to the root."""
    return sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
    """`gateway.planning.plan` for gateway/planning/plan.py."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
