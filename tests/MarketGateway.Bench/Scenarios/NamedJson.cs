using System.Text.Json;
using MarketGateway.Core.Conflation;
using MarketGateway.Tools.Load;

namespace MarketGateway.Bench.Scenarios;

/// <summary>
/// The content of a book message as JSON is usually written: an object with names, levels as objects, prices as decimals,
/// the time as milliseconds.
/// </summary>
internal static class NamedJson
{
    private const int MicrosecondsPerMillisecond = 1000;

    public static int SizeOf(MarketSymbol symbol, ReadOnlySpan<byte> message)
    {
        var reader = new WireSpan(message);
        reader.ReadArrayHeader();
        var kind = reader.ReadInteger();
        reader.ReadInteger();
        var content = new
        {
            type = kind == 1 ? "snapshot" : "delta",
            symbol = symbol.Symbol,
            from = reader.ReadOptional(),
            to = reader.ReadInteger(),
            merged = reader.ReadOptional(),
            time = reader.ReadOptional() / MicrosecondsPerMillisecond,
            bids = Levels(ref reader, symbol),
            asks = Levels(ref reader, symbol),
            checksum = reader.ReadInteger(),
        };
        return JsonSerializer.SerializeToUtf8Bytes(content).Length;
    }

    private static Level[] Levels(ref WireSpan reader, MarketSymbol symbol)
    {
        var levels = new Level[reader.ReadArrayHeader() / 2];
        var scale = symbol.Definition!.PriceScale;
        for (var i = 0; i < levels.Length; i++)
        {
            var mantissa = reader.ReadInteger();
            levels[i] = new Level(mantissa / (decimal)Math.Pow(10, scale), reader.ReadInteger());
        }

        return levels;
    }

    private sealed record Level(decimal Price, long Size);
}
