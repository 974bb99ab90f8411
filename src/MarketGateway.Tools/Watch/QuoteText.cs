using System.Globalization;
using System.Text.Json;
using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>Prices, sizes, sides and times as text, with the digits that their stream has.</summary>
internal static class QuoteText
{
    public static IReadOnlyList<QuoteFields> Fields { get; } =
        [.. Enum.GetValues<QuoteFields>().Where(static field => field != QuoteFields.None)];

    /// <summary>Gets the names of the fields as they are on the wire.</summary>
    public static IEnumerable<string> Names =>
        Fields.Select(static named => JsonNamingPolicy.CamelCase.ConvertName(named.ToString()));

    public static string Price(ClientStream stream, long? price) =>
        price is { } value ? Fixed(stream.PriceOf(value), stream.Terms.PriceScale) : "-";

    public static string Size(ClientStream stream, long? size) =>
        size is { } value ? stream.SizeOf(value).ToString("#,0.############", CultureInfo.InvariantCulture) : "-";

    public static string Aggressor(TradeAggressor aggressor) => aggressor switch
    {
        TradeAggressor.Buy => "buy",
        TradeAggressor.Sell => "sell",
        _ => "unknown",
    };

    public static string Time(long? microseconds) => microseconds is { } value
        ? DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond)
            .ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)
        : "-";

    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => "unknown",
        { TotalSeconds: < 1 and > -1 } span => string.Create(
            CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalHours: < 1 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalDays: < 2 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.0} h"),
        { } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days"),
    };

    /// <summary>The value of a field in its own unit: prices and sizes as decimals, times in microseconds.</summary>
    public static decimal Scaled(ClientStream stream, QuoteFields field, long value) => field switch
    {
        QuoteFields.BidSize or QuoteFields.AskSize or QuoteFields.LastSize or QuoteFields.Volume =>
            stream.SizeOf(value),
        QuoteFields.LastTradeAt or QuoteFields.OccurredAt or QuoteFields.LastAggressor => value,
        _ => stream.PriceOf(value),
    };

    private static string Fixed(decimal value, int digits) =>
        value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
