using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace MarketGateway.Kafka;

/// <summary>A registry of schemas that is asked as Confluent's is. Thread-safe.</summary>
internal sealed class SchemaRegistry : ISchemaLoader, IDisposable
{
    /// <summary>How many schemas one may name, directly and through others.</summary>
    private const int ReferencesMax = 256;

    /// <summary>A schema is a text of some pages.</summary>
    private const int AnswerBytesMax = 8 << 20;

    /// <summary>The registry's own word for a number that it does not have; a mere 404 may be a wrong address.</summary>
    private const int NoSuchSchema = 40403;

    private readonly HttpClient _client;
    private readonly Uri[] _addresses;

    public SchemaRegistry(SchemaRegistryOptions options)
    {
        _addresses = AddressesOf(options.Url);
        Name = string.Join(", ", _addresses.Select(address => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)));
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = { CertificateChainPolicy = Trust(options.CaFile) },
        })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.schemaregistry.v1+json, application/json");
        if (!string.IsNullOrEmpty(options.Username))
        {
            string secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}"));
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", secret);
        }
    }

    public string Name { get; }

    /// <summary>Reads the addresses of a setting; what is none of http or https is left out.</summary>
    public static Uri[] AddressesOf(string? urls) =>
    [
        .. (urls ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(url => Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) ? address : null)
            .OfType<Uri>()
            .Where(address => address.Scheme is "http" or "https"),
    ];

    public async Task<LoadedSchema?> LoadAsync(int id, CancellationToken cancellation)
    {
        string? failure = null;
        foreach (Uri address in _addresses)
        {
            try
            {
                return await LoadAsync(address, id, cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException
                or InvalidOperationException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                failure = e is OperationCanceledException ? "no answer in time" : e.Message;
            }
        }

        throw new SchemaLoadException(failure ?? "no address");
    }

    public void Dispose() => _client.Dispose();

    private static X509ChainPolicy? Trust(string? file)
    {
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }

    private async Task<LoadedSchema?> LoadAsync(Uri address, int id, CancellationToken cancellation)
    {
        using JsonDocument? answer = await GetAsync(
            new Uri(address, string.Create(CultureInfo.InvariantCulture, $"schemas/ids/{id}")), cancellation);
        if (answer is null)
        {
            return null;
        }

        JsonElement root = answer.RootElement;
        var references = new List<(string Name, string Text)>();
        await AddReferencesAsync(address, root, references, cancellation);
        return new LoadedSchema(
            root.TryGetProperty("schemaType", out JsonElement kind) ? kind.GetString()! : "AVRO",
            root.GetProperty("schema").GetString()!,
            references);
    }

    private async Task AddReferencesAsync(
        Uri address, JsonElement schema, List<(string Name, string Text)> references, CancellationToken cancellation)
    {
        if (!schema.TryGetProperty("references", out JsonElement named) || named.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (JsonElement reference in named.EnumerateArray())
        {
            string name = reference.GetProperty("name").GetString()!;
            if (references.Exists(known => known.Name == name))
            {
                continue;
            }

            if (references.Count == ReferencesMax)
            {
                throw new SchemaLoadException($"the schema names more than {ReferencesMax} others");
            }

            string subject = Uri.EscapeDataString(reference.GetProperty("subject").GetString()!);
            int version = reference.GetProperty("version").GetInt32();
            var place = new Uri(
                address, string.Create(CultureInfo.InvariantCulture, $"subjects/{subject}/versions/{version}"));
            using JsonDocument answer = await GetAsync(place, cancellation)
                ?? throw new SchemaLoadException($"it names {name}, which the registry does not have");
            await AddReferencesAsync(address, answer.RootElement, references, cancellation);
            references.Add((name, answer.RootElement.GetProperty("schema").GetString()!));
        }
    }

    private async Task<JsonDocument?> GetAsync(Uri place, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _client.GetAsync(place, cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound && await IsSchemaMissingAsync(response, cancellation))
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    private static async Task<bool> IsSchemaMissingAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return answer.RootElement.TryGetProperty("error_code", out JsonElement code)
                && code.TryGetInt32(out int number) && number == NoSuchSchema;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
