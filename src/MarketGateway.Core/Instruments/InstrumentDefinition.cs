namespace MarketGateway.Core.Instruments;

/// <summary>
/// What the feed says about an instrument (schemas/kafka, md.instruments): attributes to filter by, scales and price step.
/// </summary>
/// <param name="Venue">Where it trades, for example XCME; empty when unknown.</param>
/// <param name="AssetClass">For example future, equity, fx, crypto; empty when unknown.</param>
/// <param name="Currency">The currency of its price; empty when unknown.</param>
/// <param name="PriceScale">Prices are integers in units of 10^-PriceScale; 0 to 12.</param>
/// <param name="SizeScale">Sizes are integers in units of 10^-SizeScale; 0 to 12.</param>
/// <param name="TickSize">The smallest price step, in units of 10^-PriceScale; above 0.</param>
/// <param name="Description">For people; may be empty.</param>
public sealed record InstrumentDefinition(
    string Venue,
    string AssetClass,
    string Currency,
    int PriceScale,
    int SizeScale,
    long TickSize,
    string Description)
{
    /// <summary>Gets what else is known of it.</summary>
    public InstrumentAttributes Attributes { get; init; } = InstrumentAttributes.None;
}
