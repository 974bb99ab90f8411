using MarketGateway.Core.Instruments;

namespace MarketGateway.Kafka;

/// <summary>A definition that the file of definitions holds.</summary>
/// <param name="Symbol">Whose it is, as the file has it.</param>
/// <param name="Definition">What it says.</param>
internal sealed record FileInstrument(string Symbol, InstrumentDefinition Definition);
