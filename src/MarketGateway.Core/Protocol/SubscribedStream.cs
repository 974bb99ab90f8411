using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Protocol;

/// <summary>What the gateway made of one symbol of a subscribe request: the effective values.</summary>
public readonly record struct SubscribedStream(
    string Symbol,
    int Stream,
    Channel Channel,
    int Depth,
    int IntervalMs,
    int History,
    InstrumentDefinition Definition,
    SymbolStatus Status,
    bool IsResumed);
