// Tasks, async streams, parallel loops, synchronisation, dataflow blocks, channels. What is printed is independent of the order
// in which threads run.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using System.Threading.Tasks.Dataflow;

internal static class Concurrency
{
    static async Task<int> Fibonacci(int n) => n < 2 ? n : await Fibonacci(n - 1) + await Task.Run(() => Fibonacci(n - 2));

    static async IAsyncEnumerable<int> Squares(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i * i;
        }
    }

    static async Task<long> Total(IAsyncEnumerable<int> items)
    {
        long total = 0;
        await foreach (int item in items) total += item;
        return total;
    }

    public static void Run(int size)
    {
        Out.P("fibonacci", Fibonacci(8 + size).Result);
        Out.P("squares", Total(Squares(100 * size)).Result);
        Loops(size);
        Failures();
        Locks();
    }

    static void Loops(int size)
    {
        var counts = new ConcurrentDictionary<int, int>();
        Parallel.For(0, 2000 * size, i => counts.AddOrUpdate(i % 17, 1, (_, count) => count + 1));
        Out.P("counts", string.Join(",", counts.OrderBy(pair => pair.Key)));
        var bag = new ConcurrentBag<int>();
        Parallel.ForEach(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 4 }, bag.Add);
        Out.P("bag", bag.Sum());
        long total = 0;
        Parallel.For(0, 1000, () => 0L, (i, _, local) => local + i, local => Interlocked.Add(ref total, local));
        Out.P("locals", total);
        using var blocking = new BlockingCollection<int>(3);
        Task producer = Task.Run(() =>
        {
            for (int i = 0; i < 100; i++) blocking.Add(i);
            blocking.CompleteAdding();
        });
        Out.P("consumed", blocking.GetConsumingEnumerable().Sum());
        producer.Wait();
    }

    static void Failures()
    {
        try
        {
            Task.WhenAll(Task.Run(() => throw new InvalidOperationException("first")), Task.Delay(1)).Wait();
        }
        catch (AggregateException e)
        {
            Out.P("failed task", e.InnerExceptions.Count + " " + e.InnerException.Message);
        }
        using var source = new CancellationTokenSource(5);
        try
        {
            Task.Delay(100000, source.Token).Wait();
        }
        catch (AggregateException e)
        {
            Out.P("cancelled", e.InnerException.GetType().Name);
        }
        Task<string> chained = Task.FromException<int>(new ArgumentException("bad"))
            .ContinueWith(task => task.Status + " " + task.Exception.InnerException.Message);
        Out.P("continued", chained.Result);
        var promise = new TaskCompletionSource<int>();
        ThreadPool.QueueUserWorkItem(_ => promise.SetResult(9));
        Out.P("promise", promise.Task.WaitAsync(TimeSpan.FromHours(1)).Result);
    }

    static void Locks()
    {
        using var local = new ThreadLocal<int>(() => 5, true);
        Out.P("local", local.Value + new Lazy<int>(() => 7).Value);
        using var semaphore = new SemaphoreSlim(2);
        Task.WaitAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await semaphore.WaitAsync();
            try
            {
                await Task.Yield();
            }
            finally
            {
                semaphore.Release();
            }
        }).ToArray());
        Out.P("semaphore", semaphore.CurrentCount);
        using var gate = new ReaderWriterLockSlim();
        int value = 0;
        Parallel.For(0, 100, i =>
        {
            gate.EnterWriteLock();
            value += i;
            gate.ExitWriteLock();
        });
        Out.P("guarded", value);
        using var barrier = new Barrier(3, b => Interlocked.Increment(ref value));
        Thread[] threads = Enumerable.Range(0, 3).Select(_ => new Thread(() => barrier.SignalAndWait())).ToArray();
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Out.P("barrier", value);
        var context = new AsyncLocal<string> { Value = "outer" };
        Out.P("flowed", Task.Run(() => context.Value).Result);
    }

    public static void Flow(int size)
    {
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        var several = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 3 };
        var rename = new TransformBlock<int, string>(async i =>
        {
            await Task.Yield();
            return "r" + i;
        }, several);
        var batch = new BatchBlock<string>(7);
        var lines = new List<string>();
        var collect = new ActionBlock<string[]>(items => lines.Add(string.Join("+", items)));
        rename.LinkTo(batch, link);
        batch.LinkTo(collect, link);
        for (int i = 0; i < 20 * size; i++) rename.Post(i);
        rename.Complete();
        collect.Completion.Wait();
        foreach (string line in lines) Out.P("batch", line);
        var join = new JoinBlock<int, string>();
        for (int i = 0; i < 3; i++) join.Target1.Post(i);
        join.Target2.Post("x");
        Out.P("joined", join.Receive().ToString());
    }

    public static void Channels(int size)
    {
        Channel<int> channel = Channel.CreateBounded<int>(4);
        Task writer = Task.Run(async () =>
        {
            for (int i = 0; i < 100 * size; i++) await channel.Writer.WriteAsync(i);
            channel.Writer.Complete();
        });
        Out.P("bounded", Total(channel.Reader.ReadAllAsync()).Result);
        writer.Wait();
        var options = new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest };
        Channel<string> dropping = Channel.CreateBounded<string>(options);
        foreach (string item in new[] { "a", "b", "c" }) dropping.Writer.TryWrite(item);
        Out.P("dropping", dropping.Reader.TryRead(out string oldest) + oldest);
    }
}
