using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>What operators read of sessions.</summary>
internal static partial class SessionEvents
{
    /// <summary>A client may call itself whatever it likes; a line of the log is no place for all of it.</summary>
    private const int NameLengthMax = 64;

    /// <summary>Writes that a session has ended, with what is asked first when somebody complains.</summary>
    public static void SessionEnded(this ILogger logger, Session session, TimeProvider time)
    {
        var level = IsOrdinary(session.EndReason) ? LogLevel.Debug : LogLevel.Information;
        if (!logger.IsEnabled(level))
        {
            return;
        }

        var figures = session.Figures;
        var principal = Printable(session.Rights.Principal);
        var reason = WireName.Of(session.EndReason);
        var message = Printable(session.EndMessage);
        var duration = time.GetUtcNow() - session.OpenedAt;
        var client = Printable(session.ClientName);
        Ended(
            logger,
            level,
            session.Number,
            principal,
            session.Address,
            reason,
            message,
            duration,
            figures.Bytes,
            figures.Flushes,
            figures.OldestUnsentMsMax,
            client);
    }

    [LoggerMessage(20, LogLevel.Debug, "Session {Session:x} opened from {Address} in {Format}")]
    public static partial void SessionOpened(this ILogger logger, long session, string address, WireFormat format);

    [LoggerMessage(22, LogLevel.Error, "Session {Session:x} failed: a fault in the gateway")]
    public static partial void SessionFailed(this ILogger logger, Exception fault, long session);

    /// <summary>Says whether it is how a session ends where nothing is wrong.</summary>
    private static bool IsOrdinary(SessionEndReason reason) =>
        reason is SessionEndReason.ClientClosed or SessionEndReason.GoingAway;

    [LoggerMessage(
        EventId = 21,
        Message = "Session {Session:x} of '{Principal}' at {Address} ended: {Reason} ({Message}) after {Duration}, "
        + "{Bytes} bytes in {Flushes} flushes, at worst {WorstLagMs} ms behind (client '{Client}')")]
    private static partial void Ended(
        ILogger logger,
        LogLevel level,
        long session,
        string principal,
        string address,
        string reason,
        string message,
        TimeSpan duration,
        long bytes,
        long flushes,
        long worstLagMs,
        string client);

    /// <summary>What a client wrote stays one line of the log, and a short one.</summary>
    private static string Printable(string text)
    {
        var head = text.Length > NameLengthMax ? text[..NameLengthMax] : text;
        return head.Any(char.IsControl) ? string.Concat(head.Select(sign => char.IsControl(sign) ? '?' : sign)) : head;
    }
}
