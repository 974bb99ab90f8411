using MarketGateway.Core.Instruments;

namespace MarketGateway.Tools.Load;

/// <summary>The time of the wire: microseconds since the Unix epoch.</summary>
internal static class LoadClock
{
    public static long NowMicroseconds => TimeProvider.System.GetUnixMicroseconds();
}
