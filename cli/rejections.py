"""What a runtime said of our images in one run, kept for `ngen log`.

    line := 'Ready to Run ' what ': "' path '".'        one for each module, by DOTNET_ReadyToRunLogFile

An image that was taken clears what had been said of it before.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from cache.index import Busy, Dep, Rejection
from cache.store import Store

_LINE = re.compile(r'Ready to Run (.*): "(.*)"\.?')
_TAKEN = "initialized successfully"


def remember(home: Path, deps: list[Dep], lines: list[str]) -> int:
    """Keep which images of these dependencies were not taken; returns how many. A store that is busy is left alone."""
    store = Store(home)
    try:
        images = {dep.path: dep for dep in deps}
        images |= {str(store.image_path(dep.image.digest, Path(dep.path).name)): dep for dep in deps}
        rejected = 0
        with store.index.write():
            for line in lines:
                match = _LINE.match(line)
                dep = images.get(match[2]) if match else None
                if match is None or dep is None:
                    continue
                if match[1] == _TAKEN:
                    store.index.rejections.remove(dep.path)
                else:
                    rejected += 1
                    store.index.rejections.add(Rejection(dep.path, dep.image.digest, match[1], int(time.time())))
        return rejected
    except Busy:
        return 0
    finally:
        store.close()
