// The client: asks for every page and prints status, type, and body without what differs from run to run.
using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

internal sealed class Client
{
    readonly HttpClient http;

    public Client(HttpClient http) => this.http = http;

    static async Task Show(string name, HttpResponseMessage response)
    {
        string body = Regex.Replace(await response.Content.ReadAsStringAsync(), "\"traceId\":\"[^\"]*\"", "\"traceId\":\"\"");
        var own = response.Headers.Where(pair => pair.Key.StartsWith("X-")).Select(pair => pair.Key + "=" + pair.Value.First());
        Uri target = response.Headers.Location;
        string location = target is { IsAbsoluteUri: true } ? target.PathAndQuery : target?.ToString();
        string status = (int)response.StatusCode + " " + response.Content.Headers.ContentType;
        Out.P(name, status + " " + string.Join(",", own) + " " + location + " " + body);
    }

    async Task Get(string path) => await Show(path, await http.GetAsync(path));

    public async Task Pages()
    {
        string[] paths =
        {
            "/hello/bob", "/hello/12", "/old/ann", "/gone", "/limits", "/date/2020-02-03?from=4", "/date/2020-02-30",
            "/date/2020-02-03?from=x", "/fail", "/cached", "/stream", "/rows", "/health", "/nope",
        };
        foreach (string path in paths) await Get(path);
        await Show("/sum", await http.PostAsJsonAsync("/sum", new[] { 1, 2, 3 }));
        await Show("/sum", await http.PostAsync("/sum", new StringContent("[1,", Encoding.UTF8, "application/json")));
        string[] many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => http.GetStringAsync("/hello/all")));
        Out.P("at once", many.Length + " " + many.Distinct().Single());
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/sum");
        preflight.Headers.Add("Origin", "http://friend");
        preflight.Headers.Add("Access-Control-Request-Method", "PUT");
        HttpResponseMessage allowed = await http.SendAsync(preflight);
        Out.P("cross origin", string.Join(",", allowed.Headers.GetValues("Access-Control-Allow-Methods")));
    }

    public async Task Orders(int round)
    {
        foreach (string path in new[] { "", "?least=3", "?least=x", "/2", "/77", "/two" }) await Get("/api/orders" + path);
        await Show("post", await http.PostAsJsonAsync("/api/orders", new Item(100 + round, "new", 2.5)));
        await Show("post negative", await http.PostAsJsonAsync("/api/orders", new Item(1, "new", -2.5)));
        await Show("post invalid", await http.PostAsJsonAsync("/api/orders", new Item(1, "a name that is too long", 1)));
        await Show("delete", await http.DeleteAsync("/api/orders/" + (100 + round)));
        await Show("delete", await http.DeleteAsync("/api/orders/100000"));
    }

    // The handler keeps the cookies of the session and of the login until the next round.
    public async Task Session()
    {
        await Get("/count");
        await Get("/count");
        await Get("/secret");
        await Get("/login/30");
        await Get("/secret");
        await Get("/secret/elders");
        await Get("/login/70");
        await Get("/secret/elders");
        await Get("/login/400");
        using var form = new MultipartFormDataContent { { new StringContent("a note"), "note" } };
        form.Add(new StringContent("content"), "file", "name.txt");
        await Show("upload", await http.PostAsync("/upload", form));
    }

    public async Task Files()
    {
        await Get("/files/none.png");
        using var packed = new HttpRequestMessage(HttpMethod.Get, "/files/a.txt");
        packed.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        HttpResponseMessage response = await http.SendAsync(packed);
        Stream body = await response.Content.ReadAsStreamAsync();
        using var text = new StreamReader(new BrotliStream(body, CompressionMode.Decompress));
        string encoding = string.Join(",", response.Content.Headers.ContentEncoding);
        Out.P("packed", encoding + " " + (await text.ReadToEndAsync()).Length);
        using var part = new HttpRequestMessage(HttpMethod.Get, "/files/b.txt");
        part.Headers.Range = new RangeHeaderValue(5, 25);
        await Show("part", await http.SendAsync(part));
        using var fresh = new HttpRequestMessage(HttpMethod.Get, "/files/b.txt");
        fresh.Headers.IfModifiedSince = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Show("not modified", await http.SendAsync(fresh));
    }

    // Speaks the JSON protocol of SignalR over a web socket: a record ends with the character 0x1e.
    public async Task Hub()
    {
        HttpResponseMessage offered = await http.PostAsync("/hub/negotiate?negotiateVersion=1", null);
        JsonElement offer = await offered.Content.ReadFromJsonAsync<JsonElement>();
        Out.P("transports", offer.GetProperty("availableTransports").GetRawText());
        string token = offer.GetProperty("connectionToken").GetString();
        var uri = new UriBuilder(http.BaseAddress) { Scheme = "ws", Path = "/hub", Query = "id=" + token };
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(uri.Uri, CancellationToken.None);
        await Send(socket, "{\"protocol\":\"json\",\"version\":1}");
        await Receive(socket, 1);
        await Send(socket, "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Echo\",\"arguments\":[\"hub\"]}");
        await Receive(socket, 1);
        await Send(socket, "{\"type\":4,\"invocationId\":\"2\",\"target\":\"Count\",\"arguments\":[3]}");
        await Receive(socket, 4);
        await Send(socket, "{\"type\":1,\"invocationId\":\"3\",\"target\":\"Missing\",\"arguments\":[]}");
        await Receive(socket, 1);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
    }

    static Task Send(ClientWebSocket socket, string record) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(record + '\x1e'), WebSocketMessageType.Text, true, CancellationToken.None);

    // The server sends pings of its own accord, type 6.
    static async Task Receive(ClientWebSocket socket, int records)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (records > 0)
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, CancellationToken.None);
            text.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
            if (text[^1] != '\x1e') continue;
            foreach (string record in text.ToString().Split('\x1e', StringSplitOptions.RemoveEmptyEntries))
            {
                if (record == "{\"type\":6}") continue;
                Out.P("record", record);
                records--;
            }
            text.Clear();
        }
    }
}
