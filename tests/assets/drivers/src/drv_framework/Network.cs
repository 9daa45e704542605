// Sockets, an HTTP server and client on the loopback interface, addresses, URIs.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

internal static class Network
{
    public static void Sockets(int size)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task server = Task.Run(async () =>
        {
            using TcpClient peer = await listener.AcceptTcpClientAsync();
            NetworkStream stream = peer.GetStream();
            byte[] buffer = new byte[100];
            int count;
            while ((count = await stream.ReadAsync(buffer)) > 0) await stream.WriteAsync(buffer.AsMemory(0, count));
        });
        using (var client = new TcpClient())
        {
            client.Connect(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
            NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[4];
            for (int i = 0; i < size; i++)
            {
                stream.Write(Encoding.ASCII.GetBytes("png" + i));
                stream.ReadExactly(buffer);
                Out.P("echo", Encoding.ASCII.GetString(buffer));
            }
        }
        server.Wait();
        listener.Stop();
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new UdpClient();
        sender.Send(new byte[] { 1, 2, 3 }, (IPEndPoint)receiver.Client.LocalEndPoint);
        Out.P("datagram", receiver.ReceiveAsync().Result.Buffer.Length);
        try
        {
            new TcpClient().Connect(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port));
        }
        catch (Exception e) when (e is SocketException or NullReferenceException or InvalidOperationException)
        {
            Out.P("error", e.GetType().Name);
        }
        Out.P("address", IPAddress.Parse("fe80::1%3") + " " + IPAddress.Parse("::ffff:1.2.3.4").MapToIPv4());
        Out.P("network", IPNetwork.Parse("10.0.0.0/8").Contains(IPAddress.Parse("10.2.3.4")));
        Out.P("end point", IPEndPoint.Parse("[::1]:80") + " " + IPEndPoint.Parse("1.2.3.4:5").Port);
    }

    static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    static async Task Serve(HttpListener listener, int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            HttpListenerContext context = await listener.GetContextAsync();
            string body = new StreamReader(context.Request.InputStream).ReadToEnd();
            string reply = context.Request.HttpMethod + " " + context.Request.Url.PathAndQuery + " " + body;
            context.Response.StatusCode = 200 + i;
            context.Response.Headers["X-Round"] = "round" + i;
            context.Response.AppendCookie(new Cookie("seen", "c" + i));
            context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(reply));
            context.Response.Close();
        }
    }

    public static void Http(int size)
    {
        string root = $"http://127.0.0.1:{FreePort()}/";
        using var listener = new HttpListener();
        listener.Prefixes.Add(root);
        listener.Start();
        Task server = Task.Run(() => Serve(listener, 2 * size));
        using var client = new HttpClient(new HttpClientHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.ConnectionClose = true;
        client.DefaultRequestHeaders.Accept.ParseAdd("text/plain;q=0.5");
        for (int i = 0; i < size; i++)
        {
            var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["a"] = "b c" + i, ["d"] = "\u00e9" });
            Show(client.PostAsync(root + "form/" + i, form).Result);
            using var request = new HttpRequestMessage(HttpMethod.Put, root + "put?q=" + i);
            request.Content = new StringContent("text \u20ac", Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
            Show(client.Send(request));
        }
        server.Wait();
        listener.Stop();
    }

    static void Show(HttpResponseMessage response)
    {
        string body = response.Content.ReadAsStringAsync().Result;
        string round = string.Join(",", response.Headers.GetValues("X-Round"));
        string cookies = string.Join(",", response.Headers.GetValues("Set-Cookie"));
        Out.P("reply", (int)response.StatusCode + " " + body + " " + round + " " + cookies);
    }

    public static void Uris(int size)
    {
        string[] all =
        {
            "http://user:p@host:81/a/../b?q=1#f", "file:///c:/x y", "mailto:a@b.c", "../relative", "urn:x:y", "http://[::1]:5/",
            "http://\u00e9xample.com/\u00fc", "https://host/%7Ea%2Fb", "ftp://h/a;type=i", "http://host:99999/", "//share/x", "",
        };
        foreach (string text in all)
        {
            if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri uri)) Out.P(text, "not a URI");
            else if (!uri.IsAbsoluteUri) Out.P(text, "relative " + uri);
            else Out.P(text, $"{uri} {uri.AbsoluteUri} {uri.IdnHost} {uri.Port} {uri.PathAndQuery} {uri.UserInfo}");
        }
        var start = new Uri("http://a/b/c/d;p?q");
        foreach (string step in new[] { "../g;x=1/../y", "?y", "#s", "//g", "./../g", "g/./h" })
            Out.P(step, new Uri(start, step).AbsoluteUri);
        Out.P("back", start.MakeRelativeUri(new Uri("http://a/b/x/y")).ToString());
        Out.P("escaped", Uri.EscapeDataString("a b\u00e9/%") + Uri.UnescapeDataString("%41%C3%A9%zz"));
        Out.P("built", new UriBuilder("https", "host", 8443, "p q", "?a=b").Uri.AbsoluteUri);
    }
}
