"""Made-up contents of a store, of any size."""

from __future__ import annotations

import random

from cli.inventory import FileView, ImageView, Inventory, RootView

NAMES = ("Core", "Json", "Logging", "Http", "Data", "Text", "Hosting", "Cache", "Security", "Drawing")
REASONS = ("localloc", "generic-lookup", "array-rank", "explicit-tail-call", "varargs")


def inventory(roots: int, libraries: int, seed: int = 1) -> Inventory:
    """`roots` applications over shared `libraries`, some of them stale or missing, without circles."""
    r = random.Random(seed)
    images = []
    state = {}
    for i in range(libraries + roots):
        name = f"App{i}" if i < roots else f"Company.{r.choice(NAMES)}.{r.choice(NAMES)}{i}"
        methods = r.randrange(20, 9000)
        left = {reason: r.randrange(1, 9) for reason in r.sample(REASONS, r.randrange(3))}
        state[i] = r.choice(["valid"] * 30 + ["stale", "stale", "missing"]) if i >= roots or roots > 1 else "valid"
        why = {"valid": (), "stale": (f"{name}.dll was replaced",), "missing": ("image file is missing",)}[state[i]]
        images.append(
            ImageView(
                i + 1, name, f"{r.randrange(9)}.{r.randrange(20)}.0.0", "", "", "", "linux-x64-r2r9.1", "8.0.30",
                f"{i:064x}", "", "", methods * 700, methods, methods - sum(left.values()), methods / 500, 1_790_000_000,
                (), state[i], why, left,
            )
        )
    edges: dict[int, list[int]] = {}
    for i in range(roots + libraries):
        after = range(max(i + 1, roots), roots + libraries)
        edges[i] = sorted(r.sample(after, min(r.randrange(9 if i < roots else 4), len(after))))
    found = []
    users: dict[int, list[int]] = {}
    for i in range(roots):
        reached, todo = {i}, [i]
        while todo:
            for target in edges[todo.pop()]:
                if target >= roots and target not in reached:
                    reached.add(target)
                    todo.append(target)
        paths = {n: f"/opt/app{i if n == i else ''}/{images[n].name}.dll" for n in sorted(reached)}
        for n in reached:
            users.setdefault(n, []).append(i + 1)
        files = tuple(
            FileView(paths[n], n + 1, "in-place", images[n].state, images[n].reasons) for n in sorted(reached)
        )
        refs = tuple((paths[n], paths[t]) for n in sorted(reached) for t in edges[n] if t in reached)
        states = [f.state for f in files]
        worst = "missing" if "missing" in states else "stale" if "stale" in states else "valid"
        why = tuple(reason for f in files for reason in f.reasons)
        found.append(
            RootView(
                i + 1, paths[i], images[i].name, images[i].version, "application", "debug" if i % 3 == 2 else "",
                "", "", "in-place", True, "linux-x64-r2r9.1", "Microsoft.NETCore.App 8.0.30", 1_790_000_000 + i,
                1_790_000_000, worst, why, files, refs,
            )
        )
    used = tuple(
        ImageView(**{**image.__dict__, "roots": tuple(users[image.id - 1])})
        for image in images if image.id - 1 in users
    )
    return Inventory("/home/user/.local/share/ngen", tuple(found), used)


def reasons(found: Inventory) -> dict[str, tuple[str, list[tuple[str, str, str]]]]:
    out: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}
    for image in found.images:
        for reason, count in image.left.items():
            listed = out.setdefault(reason, (f"what {reason} means", []))[1]
            listed += [(image.name, f"{image.name}.Type{n}.Method<T>(int32, string&)", "") for n in range(count)]
    return out
