"""The present moment, which a build takes as an argument and never asks the clock for."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from microsite.options import Options


def present_moment(options: Options, zone: ZoneInfo) -> datetime:
    """Return now, in the site's time zone; SOURCE_DATE_EPOCH sets the clock, so that a build can be repeated.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    if options.now:
        return options.now.astimezone(zone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch) if epoch.isdigit() else time.time(), zone)
