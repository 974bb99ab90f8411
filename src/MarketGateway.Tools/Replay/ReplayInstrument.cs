using System.Text;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Tools.Replay;

/// <summary>A symbol that the files speak of, with the definition made from them.</summary>
public sealed class ReplayInstrument(string symbol, InstrumentDefinition definition)
{
    public string Symbol { get; } = symbol;

    /// <summary>Gets the Kafka key. Not to be changed.</summary>
    public byte[] Key { get; } = Encoding.UTF8.GetBytes(symbol);

    /// <summary>Gets the definition to publish; that of the files until an earlier one is taken up.</summary>
    public InstrumentDefinition Definition { get; internal set; } = definition;

    internal ReplayBook Book { get; } = new();

    internal long BookSequence { get; set; }

    internal long TickSequence { get; set; }

    internal ReplayDay Day { get; } = new();
}
