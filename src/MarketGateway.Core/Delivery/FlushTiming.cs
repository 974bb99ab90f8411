namespace MarketGateway.Core.Delivery;

/// <summary>How old the data of one flush is at the moment when the flush is handed to the transport.</summary>
/// <param name="StateAge">
/// Since when the longest-waiting stream in it had something to tell: the time from state to flush, in milliseconds'
/// steps.
/// </param>
/// <param name="NewsAge">
/// How long ago, by the venue's clock, the newest update of the stream that is worst off occurred; null when the flush
/// tells of no update that came since its streams were subscribed to.
/// </param>
/// <param name="IsPaced">Whether a stream in it waits for an interval that its client asked for.</param>
public readonly record struct FlushTiming(TimeSpan StateAge, TimeSpan? NewsAge, bool IsPaced);
