namespace MarketGateway.Core.Conflation;

/// <summary>What somebody saw of a channel who looked at it: all before is known.</summary>
/// <param name="Revision">How often something had happened that concerns every stream.</param>
/// <param name="Number">The number of the newest update.</param>
/// <param name="TradeNumber">The number of the newest trade; 0 where the channel has none.</param>
internal readonly record struct ChannelLook(int Revision, long Number, long TradeNumber);
