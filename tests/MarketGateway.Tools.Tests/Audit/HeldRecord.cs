using System.Globalization;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tools.Tests.Audit;

/// <summary>What a client held of each stream after each flush, kept by the client itself.</summary>
internal sealed class HeldRecord
{
    private readonly Lock _gate = new();
    private readonly List<(long Flush, int Stream, string Held)> _lines = [];

    public static string Line(
        long version, IEnumerable<(long, long)> bids, IEnumerable<(long, long)> asks, IEnumerable<long?> fields) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{version}: {string.Join(' ', bids)} | {string.Join(' ', asks)} | {string.Join(' ', fields.Select(static field => field ?? -1))}");

    public void Note(long flush, WireStream stream)
    {
        if (stream.Channel == "trade")
        {
            return;
        }

        var shown = (long)stream.Entry["fields"]!;
        var line = Line(
            stream.Version!.Value,
            stream.Bids.Select(static level => (level.Key, level.Value)),
            stream.Asks.Select(static level => (level.Key, level.Value)),
            stream.Fields.Where((_, bit) => (shown >> bit & 1) != 0));
        lock (_gate)
        {
            _lines.Add((flush, stream.Number, line));
        }
    }

    /// <summary>Gets what was held after a flush.</summary>
    public SortedDictionary<int, string> At(long flush)
    {
        lock (_gate)
        {
            return new(_lines.Where(line => line.Flush <= flush).GroupBy(static line => line.Stream)
                .ToDictionary(static group => group.Key, static group => group.Last().Held));
        }
    }
}
