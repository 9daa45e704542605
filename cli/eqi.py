"""`ngen executeQueuedItems` and `ngen eqi`: execute what is queued, here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import exits
from cli.options import Common, common, with_engine, with_wait

if TYPE_CHECKING:
    from cache.tables.queue import QueueItem


@click.command("executeQueuedItems", short_help="Execute queued work now: priority 1, up to 2, or all.")
@click.argument("priority", type=click.IntRange(1, 3), default=3)
@with_engine
@with_wait
@common
def command(priority: int, engine: str, workers: int, common: Common) -> int:
    """Execute queued work now, whether or not the machine is idle: 1 only what was queued at priority 1, 2 what was
    queued at 1 or 2, 3 (the default) everything."""
    from cli import render
    from cli.progress import progress
    from farm import queue
    from farm.perform import Performer

    def begin(item: QueueItem) -> None:
        common.say(f"{queue.describe(item)} (priority {item.priority})")

    store = common.open_store()
    queue.retry_failed(store, priority, None)
    with progress(not common.quiet and not common.as_json) as bar:
        executed = queue.execute(store, priority, Performer(store, engine, workers, bar), begin=begin)
    left = store.index.queue.counts()["waiting"]
    if common.as_json:
        from cli.queue import item_fields

        fields = {
            "done": [item_fields(i) for i in executed.done], "failed": [item_fields(i) for i in executed.failed],
            "waiting": left,
        }
        render.print_json("executeQueuedItems", fields)
    for item in executed.failed:
        click.echo(f"ngen: {queue.describe(item)} failed: {item.message}", err=True)
    done, failed = len(executed.done), len(executed.failed)
    if done or failed or left:
        common.say(f"{render.plural(done, 'item')} done, {failed} failed, {left} left waiting")
    else:
        common.say("the queue is empty")
    store.close()
    return exits.FAILED if executed.failed else exits.DONE
