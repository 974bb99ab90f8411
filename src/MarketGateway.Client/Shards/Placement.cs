using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MarketGateway.Client;

/// <summary>Which symbols of a split market live where, as <c>GET /v1/shards</c> says it. Immutable.</summary>
internal sealed class Placement
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;

    private readonly int _partitionCount;
    private readonly Dictionary<int, string> _owners = [];
    private readonly HashSet<string> _aliases = [];

    /// <param name="answer">The body of the answer.</param>
    /// <param name="asked">The address that answered: those of shards may be paths on its host.</param>
    public Placement(JsonElement answer, Uri asked)
    {
        if (answer.GetProperty("placement").GetString() == "murmur2")
        {
            _partitionCount = answer.GetProperty("partitionCount").GetInt32();
        }

        var places = new List<(string Name, Uri Url)>();
        foreach (var shard in answer.GetProperty("shards").EnumerateArray())
        {
            var name = shard.GetProperty("name").GetString()!;
            places.Add((name, WithScheme("ws", new Uri(WithScheme("http", asked), shard.GetProperty("url").GetString()))));
            if (shard.GetProperty("partitions") is { ValueKind: JsonValueKind.Array } partitions)
            {
                foreach (var partition in partitions.EnumerateArray())
                {
                    _owners[partition.GetInt32()] = name;
                }
            }
        }

        if (answer.TryGetProperty("aliases", out var aliases))
        {
            _aliases.UnionWith(aliases.EnumerateArray().Select(static alias => alias.GetString()!));
        }

        Places = places;
    }

    /// <summary>Gets the shards; none where the market is whole.</summary>
    public IReadOnlyList<(string Name, Uri Url)> Places { get; }

    /// <summary>Asks the addresses in turn.</summary>
    /// <exception cref="GatewayUnreachableException">None of them says which shards there are.</exception>
    public static async Task<Placement> FindAsync(MarketClientOptions options, string? token, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler();
        options.ConfigureHandler?.Invoke(handler);
        using var http = new HttpClient(handler) { Timeout = options.ConnectTimeout };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        Exception? last = null;
        foreach (var url in options.Urls)
        {
            try
            {
                var answer = await http.GetStringAsync(new Uri(WithScheme("http", url), "shards"), cancellation)
                    .ConfigureAwait(false);
                using var document = JsonDocument.Parse(answer);
                return new Placement(document.RootElement, url);
            }
            catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException
                or InvalidOperationException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                last = error;
            }
        }

        throw new GatewayUnreachableException(
            $"no gateway that knows of shards at {string.Join(", ", options.Urls)}: {last?.Message}", last);
    }

    /// <summary>What to ask of each shard: named symbols where they live, patterns and aliases everywhere.</summary>
    public IEnumerable<(string Shard, IReadOnlyList<string> Symbols)> Parts(IReadOnlyList<string> symbols)
    {
        if (Places.Count == 0)
        {
            return [("", symbols)];
        }

        return Places
            .Select(place => (place.Name, Symbols: (IReadOnlyList<string>)
                [.. symbols.Where(symbol => OwnerOf(symbol) is not { } owner || owner == place.Name)]))
            .Where(static part => part.Symbols.Count > 0);
    }

    /// <summary>The partition of a symbol among so many, as Kafka's own producers place it: by its normal form.</summary>
    public static int PartitionOf(string symbol, int partitionCount) =>
        (int)(Murmur2(Encoding.UTF8.GetBytes(symbol.Normalize())) & int.MaxValue) % partitionCount;

    /// <summary>MurmurHash2 with Kafka's seed.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = Seed ^ (uint)bytes.Length;
            for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Multiplier;
                hash = (hash * Multiplier) ^ ((word ^ (word >> 24)) * Multiplier);
            }

            for (var i = 0; i < bytes.Length; i++)
            {
                hash ^= (uint)bytes[i] << (8 * i);
            }

            hash = bytes.IsEmpty ? hash : hash * Multiplier;
            hash = (hash ^ (hash >> 13)) * Multiplier;
            return hash ^ (hash >> 15);
        }
    }

    private string? OwnerOf(string symbol) => _partitionCount == 0 || Requests.IsPattern(symbol) || _aliases.Contains(symbol)
        ? null : _owners.GetValueOrDefault(PartitionOf(symbol, _partitionCount));

    /// <summary><c>ws</c> and <c>wss</c> of <c>http</c> and <c>https</c>, and the other way round.</summary>
    private static Uri WithScheme(string scheme, Uri url)
    {
        var isSecure = url.Scheme is "wss" or "https";
        return new UriBuilder(url) { Scheme = isSecure ? scheme + "s" : scheme, Port = url.Port }.Uri;
    }
}
