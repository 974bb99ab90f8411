using System.Text.Json;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// Finds the values of all paths of a scope in one pass over a JSON text. Allocates nothing; throws
/// <see cref="JsonException"/> at broken syntax, also where no path leads.
/// </summary>
internal static class JsonScan
{
    /// <summary>Fills the slots with what a whole text has.</summary>
    public static void Read(ReadOnlySpan<byte> json, PathNode paths, Span<JsonSlot> slots)
    {
        slots.Clear();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        ReadValue(ref reader, paths, slots);

        // Throws at anything but white space behind the value.
        reader.Read();
    }

    /// <summary>Reads the value that the reader stands at the first token of, and leaves it at the last.</summary>
    public static void ReadValue(ref Utf8JsonReader reader, PathNode paths, Span<JsonSlot> slots)
    {
        var type = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        if (type is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            if (paths.Slot >= 0)
            {
                var quote = type == JsonTokenType.String ? 1 : 0;
                slots[paths.Slot] = new JsonSlot(start + quote, reader.ValueSpan.Length, type, reader.ValueIsEscaped);
            }

            return;
        }

        if (type == JsonTokenType.StartObject && paths.HasNames)
        {
            ReadMembers(ref reader, paths, slots);
        }
        else if (type == JsonTokenType.StartArray && paths.HasIndexes)
        {
            ReadElements(ref reader, paths, slots);
        }
        else
        {
            reader.Skip();
        }

        if (paths.Slot >= 0)
        {
            slots[paths.Slot] = new JsonSlot(start, (int)reader.BytesConsumed - start, type, false);
        }
    }

    private static void ReadMembers(ref Utf8JsonReader reader, PathNode paths, Span<JsonSlot> slots)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var below = paths.Find(ref reader);
            reader.Read();
            if (below is null)
            {
                reader.Skip();
            }
            else
            {
                ReadValue(ref reader, below, slots);
            }
        }
    }

    private static void ReadElements(ref Utf8JsonReader reader, PathNode paths, Span<JsonSlot> slots)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var below = index < paths.IndexEnd ? paths.Find(index) : null;
            if (below is null)
            {
                reader.Skip();
            }
            else
            {
                ReadValue(ref reader, below, slots);
            }
        }
    }
}
