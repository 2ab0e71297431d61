"""`python -m tests.benchmarks`."""

import sys
from pathlib import Path

# What tests share is found as pytest finds it.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.running import main

sys.exit(main())
