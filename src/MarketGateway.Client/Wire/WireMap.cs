namespace MarketGateway.Client;

/// <summary>
/// A control message as a tree of plain values: <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="bool"/>, null, list and map. Both encodings read into it and write from it, so that each message is
/// understood in one place.
/// </summary>
internal sealed class WireMap : Dictionary<string, object?>
{
    public WireMap()
        : base(StringComparer.Ordinal)
    {
    }

    public string Op => Text("op");

    public string Text(string key) =>
        TextOrNull(key) ?? throw new WireFormatException($"'{key}' is missing in '{Describe()}'");

    public string? TextOrNull(string key) => Optional(key) switch
    {
        null => null,
        string text => text,
        _ => throw new WireFormatException($"'{key}' in '{Describe()}' is not text"),
    };

    public long Integer(string key) =>
        IntegerOrNull(key) ?? throw new WireFormatException($"'{key}' is missing in '{Describe()}'");

    public long? IntegerOrNull(string key) => Optional(key) switch
    {
        null => null,
        long value => value,
        _ => throw new WireFormatException($"'{key}' in '{Describe()}' is not an integer"),
    };

    public bool Flag(string key) => Optional(key) switch
    {
        null => false,
        bool value => value,
        _ => throw new WireFormatException($"'{key}' in '{Describe()}' is not a boolean"),
    };

    public WireMap? MapOrNull(string key) => Optional(key) switch
    {
        null => null,
        WireMap map => map,
        _ => throw new WireFormatException($"'{key}' in '{Describe()}' is not a map"),
    };

    /// <summary>The maps of an array; none when the key is missing.</summary>
    public IEnumerable<WireMap> Maps(string key) => Elements<WireMap>(key);

    /// <summary>The arrays of an array; none when the key is missing.</summary>
    public IEnumerable<List<object?>> Lists(string key) => Elements<List<object?>>(key);

    /// <summary>The integers of an array; none when the key is missing.</summary>
    public IEnumerable<long> Integers(string key) => Elements<long>(key);

    private object? Optional(string key) => TryGetValue(key, out var value) ? value : null;

    private IEnumerable<T> Elements<T>(string key)
    {
        if (Optional(key) is not { } value)
        {
            return [];
        }

        return value is List<object?> list && list.TrueForAll(static element => element is T)
            ? list.Cast<T>()
            : throw new WireFormatException($"'{key}' in '{Describe()}' is not an array of what it should be");
    }

    private string Describe() => TryGetValue("op", out var op) && op is string text ? text : "a map without op";
}
