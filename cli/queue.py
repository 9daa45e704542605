"""`ngen queue pause|continue|status`: control the native image service and see what it has to do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from cli import exits
from cli.options import Common, common

if TYPE_CHECKING:
    from cache.store import Store
    from cache.tables.queue import QueueItem
    from farm.queue import Queued


@click.command("queue", short_help="Pause or continue deferred work, or show what there is.")
@click.argument("action", type=click.Choice(["pause", "continue", "status"], case_sensitive=False))
@common
def command(action: str, common: Common) -> int:
    """Pause the native image service, let it continue, or show what is queued and what the service does."""
    from cli import render
    from farm import queue
    from farm.start import start_service

    store = common.open_store()
    if action == "pause":
        queue.pause(store)
        common.say("the queue is paused; what runs is put back, and nothing starts before `ngen queue continue`")
    elif action == "continue":
        queue.resume(store)
        common.say(f"the queue continues; {start_service(store)}")
    elif not common.as_json:
        show_status(store)
    if common.as_json:
        render.print_json("queue", {"action": action, **status_fields(store)})
    store.close()
    return exits.DONE


def report_queued(action: str, queued: list[Queued], store: Store, common: Common) -> None:
    """Say what was put in, and start the service for it."""
    from cli import render
    from farm.queue import describe
    from farm.start import start_service

    service = start_service(store)
    if common.as_json:
        items = [{"known": q.known, **item_fields(q.item)} for q in queued]
        render.print_json(action, {"queued": items, "service": service})
    for q in queued:
        was = "was queued before" if q.known else "queued"
        common.say(f"{describe(q.item)}: {was} at priority {q.item.priority}")
    common.say(service)


class Status:
    """The queue and the service at one moment."""

    def __init__(self, store: Store) -> None:
        from farm import queue
        from farm.service import read_state

        table = store.index.queue
        self.items = {state: table.list(state) for state in ("running", "waiting", "failed", "done")}
        self.service = read_state(store)
        self.paused = queue.is_paused(store)
        self.todo = self.items["running"] + self.items["waiting"]
        self.seconds = sum(i.estimate for i in self.todo)
        self.estimated = all(i.estimate for i in self.todo)


def status_fields(store: Store) -> dict[str, Any]:
    now = Status(store)
    service: dict[str, Any] | None = None
    if now.service is not None:
        service = {
            "pid": now.service.pid, "state": now.service.state, "reason": now.service.reason,
            "since": now.service.since,
        }
    return {
        "paused": now.paused, "service": service,
        "estimate_seconds": round(now.seconds, 1) if now.estimated else None,
        **{state: [item_fields(i) for i in found] for state, found in now.items.items()},
    }


def show_status(store: Store) -> None:
    from cli.render import plural
    from farm.queue import describe

    now = Status(store)
    click.echo(_service_line(now))
    counts = ", ".join(f"{len(found)} {state}" for state, found in now.items.items())
    estimate = f"; about {duration(now.seconds)} of work{'' if now.estimated else ' or more'}" if now.seconds else ""
    click.echo(f"queue: {counts}{estimate}")
    for item in now.todo:
        about = f", about {duration(item.estimate)}" if item.estimate else ""
        click.echo(f"  {item.priority} {item.state} {describe(item)}{about}")
        if item.message:
            click.echo(f"      failed before: {item.message}")
    for item in now.items["failed"]:
        click.echo(f"  {item.priority} failed {plural(item.attempts, 'time')} {describe(item)}: {item.message}")


def _service_line(now: Status) -> str:
    if now.service is not None:
        since = time.strftime("%H:%M", time.localtime(now.service.since))
        return f"service: process {now.service.pid}, {now.service.state} since {since}: {now.service.reason}"
    if now.paused:
        return "service: none runs; the queue is paused (`ngen queue continue`)"
    hint = "; `ngen service run` starts it, `ngen eqi` executes the queue now" if now.todo else ""
    return f"service: none runs{hint}"


def item_fields(item: QueueItem) -> dict[str, Any]:
    import json

    return {
        "id": item.id, "action": item.action, "request": json.loads(item.request) if item.request else None,
        "priority": item.priority, "state": item.state, "attempts": item.attempts, "queued": item.queued,
        "started": item.started or None, "finished": item.finished or None, "message": item.message,
        "estimate_seconds": round(item.estimate, 2) or None,
    }


def duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
