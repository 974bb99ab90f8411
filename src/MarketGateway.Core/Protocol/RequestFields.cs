using System.Text;
using System.Text.Json;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// The keys of one request on their way to a typed record. The first thing that is wrong is remembered and named; after
/// that every read answers with a default.
/// </summary>
internal sealed class RequestFields(JsonElement map, IEnumerable<string> known)
{
    public RequestFields(JsonElement map)
        : this(map, ["op", "id"])
    {
    }

    /// <summary>The greatest integer of the wire: JavaScript reads no greater one exactly.</summary>
    public const long IntegerMax = (1L << 53) - 1;

    private readonly HashSet<string> _known = [.. known];

    public RequestError? Error { get; private set; }

    public bool Has(string key) => Find(key, out _);

    /// <summary>Reads a text of at most so many bytes of UTF-8.</summary>
    public string? Text(string key, bool isRequired, int bytesMax = int.MaxValue)
    {
        if (!Find(key, out var value))
        {
            return Missing<string>(key, isRequired, "text");
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return WrongType<string>(key, "text", value);
        }

        var text = value.GetString()!;
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= bytesMax
            ? text
            : Fail<string>(RequestErrorCode.OutOfRange, $"'{key}' has {bytes} bytes; at most {bytesMax} are allowed");
    }

    public long? Integer(string key, bool isRequired, long min, long max)
    {
        if (!Find(key, out var value))
        {
            return Missing<long?>(key, isRequired, "an integer");
        }

        if (TryGetInteger(value, out var number) && number >= min && number <= max)
        {
            return number;
        }

        return IsInteger(value)
            ? Fail<long?>(RequestErrorCode.OutOfRange, $"'{key}' is {Shorten(value.GetRawText())}; it must be {min} to {max}")
            : WrongType<long?>(key, "an integer", value);
    }

    public bool? Boolean(string key) => !Find(key, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : WrongType<bool?>(key, "a boolean", value);

    public List<string>? Texts(string key, bool isRequired, int countMax) =>
        Items(key, isRequired, countMax, "an array of text", value => value.ValueKind == JsonValueKind.String ? value.GetString() : null);

    public List<long>? Integers(string key, bool isRequired, int countMax) =>
        Items(key, isRequired, countMax, "an array of integers", value => TryGetInteger(value, out var number) ? number : (long?)null)
            ?.ConvertAll(number => number!.Value);

    public JsonElement? Map(string key)
    {
        if (!Find(key, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object ? value : WrongType<JsonElement?>(key, "a map", value);
    }

    /// <summary>Refuses keys that nobody asked for: a misspelt filter must not be ignored.</summary>
    public void RefuseUnknown(string op)
    {
        foreach (var property in map.EnumerateObject())
        {
            if (!_known.Contains(property.Name))
            {
                Fail<object>(
                    RequestErrorCode.UnknownField,
                    $"'{op}' has no field '{Shorten(property.Name)}'; it has {string.Join(", ", _known)}");
                return;
            }
        }
    }

    public T? Fail<T>(RequestErrorCode code, string message)
    {
        Error ??= new RequestError(code, message);
        return default;
    }

    public static bool TryGetInteger(JsonElement value, out long number)
    {
        number = 0;
        return IsInteger(value) && value.TryGetInt64(out number) && number is >= -IntegerMax and <= IntegerMax;
    }

    /// <summary>Quotes a client's own text in an answer without handing back a book of it.</summary>
    public static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 61), "...");

    /// <summary>Says whether a value is an integer of any size; a fraction or exponent makes it none, even a whole one.</summary>
    private static bool IsInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E');

    private bool Find(string key, out JsonElement value)
    {
        _known.Add(key);
        return map.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private List<T>? Items<T>(string key, bool isRequired, int countMax, string expected, Func<JsonElement, T?> read)
    {
        if (!Find(key, out var value))
        {
            return Missing<List<T>>(key, isRequired, expected);
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return WrongType<List<T>>(key, expected, value);
        }

        if (value.GetArrayLength() > countMax)
        {
            return Fail<List<T>>(
                RequestErrorCode.TooMany, $"'{key}' has {value.GetArrayLength()} elements; at most {countMax} are allowed");
        }

        var items = new List<T>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
        {
            if (read(element) is not { } item)
            {
                return WrongType<List<T>>(key, expected, element);
            }

            items.Add(item);
        }

        return items;
    }

    private T? Missing<T>(string key, bool isRequired, string expected) =>
        isRequired ? Fail<T>(RequestErrorCode.MissingField, $"'{key}' is missing; it must be {expected}") : default;

    private T? WrongType<T>(string key, string expected, JsonElement value) =>
        Fail<T>(RequestErrorCode.WrongType, $"'{key}' must be {expected}, not {Shorten(value.GetRawText())}");
}
