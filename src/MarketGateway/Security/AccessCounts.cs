using MarketGateway.Core.Sessions;

namespace MarketGateway.Security;

/// <summary>Who was not let in, why, and by which way it came; and what became of tickets. Written by any thread.</summary>
internal sealed class AccessCounts
{
    private static readonly SessionEndReason[] Reasons =
        [SessionEndReason.Unauthorized, SessionEndReason.TokenExpired, SessionEndReason.InternalError];

    private readonly long[] _failures = new long[Enum.GetValues<AccessWay>().Length * Reasons.Length];
    private readonly long[] _tickets = new long[Enum.GetValues<TicketOutcome>().Length];

    /// <summary>Gets each way with each reason, those that never happened among them.</summary>
    public IEnumerable<(AccessWay Way, SessionEndReason Reason, long Count)> Failures =>
        from way in Enum.GetValues<AccessWay>()
        from reason in Reasons
        select (way, reason, Volatile.Read(ref _failures[Index(way, reason)]));

    /// <summary>Gets what became of tickets.</summary>
    public IEnumerable<(TicketOutcome Outcome, long Count)> Tickets =>
        Enum.GetValues<TicketOutcome>().Select(outcome => (outcome, Volatile.Read(ref _tickets[(int)outcome])));

    public void CountFailure(AccessWay way, SessionEndReason reason) => Interlocked.Increment(ref _failures[Index(way, reason)]);

    public void Count(TicketOutcome outcome) => Interlocked.Increment(ref _tickets[(int)outcome]);

    private static int Index(AccessWay way, SessionEndReason reason) =>
        ((int)way * Reasons.Length) + Math.Max(0, Array.IndexOf(Reasons, reason));
}
