namespace MarketGateway.Client;

/// <summary>
/// A quote at one version. Immutable; prices and sizes are integers in the stream's scales, times microseconds since
/// the Unix epoch; null: no value, or not known yet.
/// </summary>
public sealed record QuoteView(string Symbol, long? Version, StreamState State)
{
    public long? BidPrice { get; init; }

    public long? BidSize { get; init; }

    public long? AskPrice { get; init; }

    public long? AskSize { get; init; }

    public long? LastPrice { get; init; }

    public long? LastSize { get; init; }

    public TradeAggressor LastAggressor { get; init; }

    public long? Open { get; init; }

    public long? High { get; init; }

    public long? Low { get; init; }

    public long? PreviousClose { get; init; }

    public long? Volume { get; init; }

    public long? LastTradeAt { get; init; }

    public long? OccurredAt { get; init; }

    /// <summary>Gets the CRC-32 over the fields that the stream has, as computed here.</summary>
    public uint Checksum { get; init; }
}
