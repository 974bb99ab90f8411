using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Tests.Kafka;

/// <summary>A registry of schemas as Confluent's answers, that can be down, ask for a password, and speak TLS.</summary>
internal sealed class SchemaRegistryStub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, JsonObject> _schemas = new();
    private readonly ConcurrentDictionary<string, string> _subjects = new();
    private readonly WebApplication _application;
    private int _asked;

    private SchemaRegistryStub(WebApplication application) => _application = application;

    public string Url => _application.Urls.Single();

    /// <summary>Gets or sets whether it answers with an error only.</summary>
    public bool IsDown { get; set; }

    /// <summary>Gets or sets the name and password that it asks for, <c>name:password</c>.</summary>
    public string? Secret { get; set; }

    /// <summary>Gets how often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public static async Task<SchemaRegistryStub> StartAsync(X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        WebApplication application = builder.Build();
        var stub = new SchemaRegistryStub(application);
        application.Run(stub.AnswerAsync);
        await application.StartAsync();
        return stub;
    }

    public void Add(int id, string schema, string kind = "AVRO", params string[] references) => _schemas[id] = new JsonObject
    {
        ["schemaType"] = kind,
        ["schema"] = schema,
        ["references"] = new JsonArray([.. references.Select(name => (JsonNode)new JsonObject
        {
            ["name"] = name,
            ["subject"] = name,
            ["version"] = 1,
        })]),
    };

    public void AddSubject(string name, string schema) => _subjects[name] = schema;

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (IsDown)
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (Secret is not null
            && context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)))
        {
            context.Response.StatusCode = 401;
            return;
        }

        string[] parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        JsonNode? answer = parts switch
        {
            ["schemas", "ids", var id] => _schemas.GetValueOrDefault(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)),
            ["subjects", var name, "versions", "1"] when _subjects.TryGetValue(Uri.UnescapeDataString(name), out string? schema) =>
                new JsonObject { ["schema"] = schema },
            _ => null,
        };
        context.Response.StatusCode = answer is null ? 404 : 200;
        await context.Response.WriteAsync(
            answer?.ToJsonString() ?? """{"error_code":40403,"message":"Schema not found"}""");
    }
}
