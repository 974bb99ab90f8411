using Microsoft.Extensions.Logging;

namespace MarketGateway.Client;

/// <summary>Every line that the client logs.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Url}: session {Session}, epoch {Epoch}")]
    public static partial void Connected(this ILogger logger, Uri url, string session, string epoch);

    [LoggerMessage(2, LogLevel.Warning, "Cannot connect to {Url}: {Reason}")]
    public static partial void ConnectFailed(this ILogger logger, Uri url, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Session with {Url} ended: {Reason}; connecting again in {Delay}")]
    public static partial void SessionEnded(this ILogger logger, Uri url, string reason, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Error, "Closed, and not coming back: {Reason}")]
    public static partial void Closed(this ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning,
        "{Channel} {Symbol}: {Verdict} (message from {From}, stream at {Version}); asking for a resync")]
    public static partial void StreamBroken(
        this ILogger logger, string symbol, MarketChannel channel, ApplyVerdict verdict, long? from, long? version);

    [LoggerMessage(6, LogLevel.Error, "Flush {Flush} cannot be read, ending the session: {Reason}")]
    public static partial void FlushRefused(this ILogger logger, long flush, string reason);

    [LoggerMessage(7, LogLevel.Warning, "The gateway refused a request: {Reason}")]
    public static partial void RequestRefused(this ILogger logger, string reason);

    [LoggerMessage(8, LogLevel.Information, "The gateway goes away ({Reason}); leaving within {Delay}")]
    public static partial void ToldToGoAway(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(9, LogLevel.Error, "{Channel} {Symbol} is given up, what answers a resync cannot be read either: {Reason}")]
    public static partial void StreamGivenUp(this ILogger logger, string symbol, MarketChannel channel, string reason);
}
