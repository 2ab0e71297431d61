"""Try a finding again, without Atheris: `python -m tests.fuzz.replay FILE`; its name begins with its target."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz.targets import TARGETS, shown


def main() -> None:
    """Show what each file is, and try it."""
    for name in sys.argv[1:]:
        file = Path(name)
        target = next(target for target in TARGETS if file.name.startswith(target))
        print(shown(target, file.read_bytes()))  # noqa: T201  it is what was asked for
        TARGETS[target](file.read_bytes())


if __name__ == "__main__":
    main()
