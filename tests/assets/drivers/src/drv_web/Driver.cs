// An ASP.NET Core server and its client in one process, on the loopback interface; prints what the client got.
// Argument: `short` for one round of requests.
using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;

internal static class Driver
{
    static async Task<int> Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int rounds = args.Contains("short") ? 1 : 3;
        await using WebApplication server = Server.Build();
        await server.StartAsync();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        using var http = new HttpClient(handler);
        http.BaseAddress = new Uri(server.Urls.First());
        http.Timeout = Timeout.InfiniteTimeSpan;
        var client = new Client(http);
        for (int round = 0; round < rounds; round++)
        {
            Console.WriteLine("== round " + round);
            await client.Pages();
            await client.Orders(round);
            await client.Session();
            await client.Files();
            await client.Hub();
        }
        await server.StopAsync();
        return 43;
    }
}
