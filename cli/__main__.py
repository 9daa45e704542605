"""`python -m cli`: the `ngen` command from a checkout, or where its script is not on the PATH."""

from __future__ import annotations

from cli.main import main

if __name__ == "__main__":
    main()
