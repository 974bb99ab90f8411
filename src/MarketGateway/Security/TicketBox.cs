using MarketGateway.Core.Sessions;

namespace MarketGateway.Security;

/// <summary>
/// Tickets that stand for a token once, for a short time: for browsers' EventSource, which cannot set a header. A
/// ticket in an address is worth nothing to whoever reads the address later. Any replica with the same key takes it;
/// each takes it once.
/// </summary>
internal sealed class TicketBox(TicketSeal seal, AccessOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>
    /// The ends of the tickets that each principal was given and has not used here; guarded by the gate.
    /// </summary>
    private readonly Dictionary<string, Dictionary<string, DateTimeOffset>> _given = [];

    /// <summary>The tickets that were used here, and when they end; guarded by the gate.</summary>
    private readonly Dictionary<string, DateTimeOffset> _used = [];

    private DateTimeOffset _sweptAt = time.GetUtcNow();

    /// <summary>Gets how many tickets are remembered, used or not.</summary>
    internal int Remembered
    {
        get
        {
            lock (_gate)
            {
                return _used.Count + _given.Values.Sum(tickets => tickets.Count);
            }
        }
    }

    /// <summary>Gives out a ticket; null: its owner has not used enough of those that it was given.</summary>
    /// <param name="rights">What it opens; it never outlives them.</param>
    /// <param name="end">When it ends or, where there is none, when one of the others does.</param>
    public string? TryIssue(SessionRights rights, out DateTimeOffset end)
    {
        var now = time.GetUtcNow();
        end = now + options.TicketLifetime;
        end = rights.ExpiresAt is { } rightsEnd && rightsEnd < end ? rightsEnd : end;
        lock (_gate)
        {
            SweepNeedsGate(now);
            if (options.Mode != AuthenticationMode.Jwt)
            {
                // Who is nobody in particular needs no ticket, and is counted by nothing.
                return seal.Seal(rights, end, out _);
            }

            var given = _given.TryGetValue(rights.Principal, out var held) ? held : _given[rights.Principal] = [];
            RemoveEnded(given, now);
            if (given.Count >= options.TicketsPerPrincipalMax)
            {
                end = given.Values.Min();
                return null;
            }

            var ticket = seal.Seal(rights, end, out var id);
            given[id] = end;
            return ticket;
        }
    }

    /// <summary>Takes a ticket; null: it is not one, was used here, or its time is over.</summary>
    public SessionRights? TryRedeem(string text)
    {
        var now = time.GetUtcNow();
        if (seal.TryOpen(text) is not { } ticket || ticket.ExpiresAt <= now)
        {
            return null;
        }

        lock (_gate)
        {
            SweepNeedsGate(now);
            if (_given.TryGetValue(ticket.Rights.Principal, out var given))
            {
                given.Remove(ticket.Id);
            }

            return _used.TryAdd(ticket.Id, ticket.ExpiresAt) ? ticket.Rights : null;
        }
    }

    /// <summary>Forgets what has ended, once per lifetime: so as much is remembered as is given out in two.</summary>
    private void SweepNeedsGate(DateTimeOffset now)
    {
        if (now - _sweptAt < options.TicketLifetime)
        {
            return;
        }

        _sweptAt = now;
        RemoveEnded(_used, now);
        foreach (var (principal, given) in _given)
        {
            RemoveEnded(given, now);
            if (given.Count == 0)
            {
                _given.Remove(principal);
            }
        }
    }

    private static void RemoveEnded(Dictionary<string, DateTimeOffset> tickets, DateTimeOffset now)
    {
        foreach (var (id, end) in tickets)
        {
            if (end <= now)
            {
                tickets.Remove(id);
            }
        }
    }
}
