using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>What the gateway made of one symbol of a subscribe request: the effective values.</summary>
public readonly record struct SubscribedStream(
    string Symbol,
    int Stream,
    StreamParameters Parameters,
    Generation Generation,
    long TickSize,
    SymbolStatus Status,
    bool IsResumed)
{
    /// <summary>Gets the name that the client asked for and that stands for the symbol; null: it asked for the symbol.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets the number that the stream had before an update; 0 in other answers.</summary>
    public int Was { get; init; }
}
