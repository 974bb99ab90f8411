using System.Text.Json;
using MarketGateway.Client;

namespace MarketGateway.Tools.Load;

/// <summary>
/// Compares what the sessions hold at the end with what the gateway answers over HTTP. Only streams that stand at the
/// version of the answer can be compared: the market moves on meanwhile.
/// </summary>
internal sealed class SnapshotCheck(Uri http, HttpClient client)
{
    private readonly Dictionary<(string, MarketChannel, int), JsonElement> _answers = [];

    /// <summary>Gets how many streams were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Gets how many stand at another version.</summary>
    public int Elsewhere { get; private set; }

    public int Different { get; private set; }

    /// <summary>Gets a sentence about the first difference, or null.</summary>
    public string? FirstDifference { get; private set; }

    public async Task RunAsync(IEnumerable<LoadStream> streams)
    {
        foreach (var stream in streams.Where(static held => held.Channel != MarketChannel.Trade))
        {
            Compare(stream, await AnswerAsync(stream));
        }
    }

    private async Task<JsonElement> AnswerAsync(LoadStream stream)
    {
        var key = (stream.Symbol, stream.Channel, stream.Depth);
        if (!_answers.TryGetValue(key, out var answer))
        {
            var channel = stream.Channel.ToString().ToLowerInvariant();
            var depth = stream.Channel == MarketChannel.Book ? $"?depth={stream.Depth}" : "";
            using var body = await client.GetStreamAsync(
                new Uri(http, $"/v1/snapshot/{channel}/{Uri.EscapeDataString(stream.Symbol)}{depth}"));
            using var document = await JsonDocument.ParseAsync(body);
            answer = _answers[key] = document.RootElement.Clone();
        }

        return answer;
    }

    private void Compare(LoadStream stream, JsonElement answer)
    {
        var version = answer.GetProperty("version");
        if (version.ValueKind == JsonValueKind.Null ? stream.Version is not null : version.GetInt64() != stream.Version)
        {
            Elsewhere++;
            return;
        }

        Compared++;
        if (stream.Version is not null && !IsSame(stream, answer))
        {
            Different++;
            FirstDifference ??= $"{stream.Channel} {stream.Symbol} at version {stream.Version} differs from the snapshot";
        }
    }

    private static bool IsSame(LoadStream stream, JsonElement answer) => stream.Channel == MarketChannel.Book
        ? IsSame(stream.Bids, answer.GetProperty("bids")) && IsSame(stream.Asks, answer.GetProperty("asks"))
        : IsSame(stream.Fields, answer.GetProperty("fields"));

    private static bool IsSame(BookSide side, JsonElement levels)
    {
        if (levels.GetArrayLength() != side.Count)
        {
            return false;
        }

        for (var i = 0; i < side.Count; i++)
        {
            if (levels[i][0].GetInt64() != side[i].Price || levels[i][1].GetInt64() != side[i].Size)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fields that were not asked for are not held, and not compared.</summary>
    private static bool IsSame(long?[] fields, JsonElement answer)
    {
        for (var bit = 0; bit < fields.Length; bit++)
        {
            var value = answer.GetProperty(QuoteFieldList.NameOf(bit));
            if (fields[bit] is { } held && (value.ValueKind == JsonValueKind.Null || value.GetInt64() != held))
            {
                return false;
            }
        }

        return true;
    }
}
