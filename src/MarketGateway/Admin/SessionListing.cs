using MarketGateway.Core.Sessions;

namespace MarketGateway.Admin;

/// <summary>
/// Finds the first sessions of an order. Reads what lanes have published, keeps as many as are shown, and goes through
/// the sessions for one operator at a time: a hundred thousand of them cost a tenth of a second of one core, and no lane
/// waits for it.
/// </summary>
internal sealed class SessionListing(SessionHub hub) : IDisposable
{
    public const string OrderDefault = "oldestUnsent";

    private static readonly Dictionary<string, Func<Session, long>> Keys = new()
    {
        [OrderDefault] = static session => session.Figures.OldestUnsentMs,
        ["bytes"] = static session => session.Figures.BytesPerSecond,
        ["age"] = static session => -session.OpenedAt.UtcTicks,
        ["subscriptions"] = static session => session.Figures.Subscriptions,
    };

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Gets by what sessions can be sorted: the greatest first.</summary>
    public static string[] Orders { get; } = [.. Keys.Keys];

    /// <summary>Gets the states that sessions can be chosen by.</summary>
    public static string[] States { get; } = [SessionRow.Live, SessionRow.Lagging, SessionRow.Unadmitted];

    /// <summary>Finds the first sessions, and how many match.</summary>
    /// <param name="order">One of <see cref="Orders"/>.</param>
    /// <param name="filter">A part of id, principal, address or client name; empty: all.</param>
    /// <param name="state">One of <see cref="States"/>; empty: all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the wait for others who list.</param>
    public async Task<(int Matched, List<SessionRow> Rows)> FindAsync(
        string order, string filter, string state, int limit, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Find(Keys[order], filter, state, limit);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private (int Matched, List<SessionRow> Rows) Find(Func<Session, long> keyOf, string filter, string state, int limit)
    {
        var matched = 0;
        var first = new PriorityQueue<Session, (long Key, long Age)>(limit + 1);
        foreach (var session in hub.Sessions)
        {
            if (!Matches(session, filter, state))
            {
                continue;
            }

            matched++;
            var rank = (keyOf(session), -session.Number);
            if (first.Count < limit)
            {
                first.Enqueue(session, rank);
            }
            else
            {
                first.EnqueueDequeue(session, rank);
            }
        }

        var rows = new List<SessionRow>(first.Count);
        while (first.TryDequeue(out var session, out _))
        {
            rows.Add(SessionRow.Of(session));
        }

        rows.Reverse();
        return (matched, rows);
    }

    private static bool Matches(Session session, string filter, string state) =>
        (state.Length == 0 || SessionRow.StateOf(session) == state)
        && (filter.Length == 0
            || Has(session.Rights.Principal, filter)
            || Has(session.ClientName, filter)
            || Has(session.Address, filter)
            || SessionRow.IdOf(session) == filter);

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
