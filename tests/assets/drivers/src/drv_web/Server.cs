// The server: its services, the order of its middleware, and the minimal APIs. Nothing depends on the clock or the home folder:
// time limits are out of reach of the slowest mode, and keys live in memory.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Claims;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Rewrite;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

public sealed class Limits
{
    public int Items { get; set; }
}

internal static class Server
{
    static readonly TimeSpan Long = TimeSpan.FromHours(5);

    public static WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = Array.Empty<string>(),
            EnvironmentName = "Production",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.KeepAliveTimeout = Long;
            options.Limits.RequestHeadersTimeout = Long;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
        });
        builder.Configuration["Limits:Items"] = "12";
        Services(builder);
        WebApplication app = builder.Build();
        Middleware(app);
        Routes(app);
        return app;
    }

    static void Services(WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton<IStock, Stock>();
        services.AddControllers().AddApplicationPart(typeof(Server).Assembly);
        services.AddRazorPages();
        services.AddSignalR(options =>
        {
            options.HandshakeTimeout = Long;
            options.ClientTimeoutInterval = Long;
        });
        services.Configure<ConnectionOptions>(options => options.DisconnectTimeout = Long);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddResponseCompression();
        services.AddResponseCaching();
        services.AddMemoryCache();
        services.AddDistributedMemoryCache();
        services.AddSession(options => options.IdleTimeout = Long);
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        services.AddAuthorization(options => options.AddPolicy("elders", policy => policy.RequireClaim("age", "70", "80")));
        services.AddProblemDetails();
        services.AddHealthChecks();
        services.AddCors(options => options.AddDefaultPolicy(policy => policy.WithOrigins("http://friend").WithMethods("PUT")));
        services.Configure<Limits>(builder.Configuration.GetSection("Limits"));
    }

    static void Middleware(WebApplication app)
    {
        app.UseExceptionHandler(branch => branch.Run(async context =>
        {
            Exception error = context.Features.Get<IExceptionHandlerFeature>().Error;
            await context.Response.WriteAsync("caught " + error.Message);
        }));
        app.UseResponseCompression();
        app.UseRewriter(new RewriteOptions().AddRewrite("^old/(.*)$", "hello/$1", true).AddRedirect("^gone$", "/hello/bob", 301));
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new TextFiles(), RequestPath = "/files" });
        app.UseRouting();
        app.UseCors();
        app.UseSession();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseResponseCaching();
        app.Use(async (context, next) =>
        {
            context.Response.Headers["X-Passed"] = context.GetEndpoint() is null ? "nothing" : "endpoint";
            await next(context);
        });
    }

    static void Routes(WebApplication app)
    {
        app.MapControllers();
        app.MapHub<EchoHub>("/hub");
        app.MapHealthChecks("/health");
        app.MapGet("/hello/{name:alpha}", (string name, IStock stock) => $"hello {name}, {stock.All.Count} items");
        app.MapPost("/sum", (int[] numbers) => Results.Ok(new { sum = numbers.Sum(), numbers }));
        app.MapGet("/limits", (IOptions<Limits> limits) => TypedResults.Json(limits.Value));
        app.MapGet("/date/{day:datetime}", (DateTime day, [AsParameters] Paging paging) =>
            $"{day:yyyy-MM-dd} {paging.From} {paging.Size}");
        app.MapGet("/fail", string () => throw new InvalidOperationException("on purpose"));
        app.MapGet("/cached", (IMemoryCache cache) => cache.GetOrCreate("key", _ => "computed once"));
        app.MapGet("/stream", Stream);
        app.MapGet("/rows", Rows);
        app.MapGet("/count", (HttpContext context) =>
        {
            int count = (context.Session.GetInt32("count") ?? 0) + 1;
            context.Session.SetInt32("count", count);
            return count;
        });
        app.MapGet("/login/{age:int:range(1, 120)}", (int age) =>
        {
            var claims = new[] { new Claim("age", age.ToString()) };
            return Results.SignIn(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
        });
        RouteGroupBuilder secret = app.MapGroup("/secret").RequireAuthorization();
        secret.MapGet("/", (ClaimsPrincipal user) => "age " + user.FindFirstValue("age"));
        secret.MapGet("/elders", () => "welcome").RequireAuthorization("elders");
        secret.AddEndpointFilter(async (context, next) => "filtered " + await next(context));
        app.MapPost("/upload", async (HttpRequest request) =>
        {
            IFormCollection form = await request.ReadFormAsync();
            using var reader = new StreamReader(form.Files[0].OpenReadStream());
            return form["note"] + " " + form.Files[0].FileName + " " + await reader.ReadToEndAsync();
        });
    }

    public record struct Paging(int From = 0, int Size = 10);

    static async Task Stream(HttpContext context)
    {
        for (int i = 0; i < 5; i++)
        {
            await context.Response.WriteAsync("part " + i + "\n");
            await context.Response.Body.FlushAsync();
        }
    }

    static async IAsyncEnumerable<Item> Rows()
    {
        for (int i = 0; i < 3; i++)
        {
            await Task.Yield();
            yield return new Item(i, "row" + i, i / 4.0);
        }
    }
}
