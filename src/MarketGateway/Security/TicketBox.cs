using System.Collections.Concurrent;
using System.Security.Cryptography;
using MarketGateway.Core.Sessions;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>
/// Tickets that stand for a token once, for a short time, on this replica: for browsers' EventSource, which cannot set a
/// header. A ticket in an address is worth nothing to whoever reads the address later.
/// </summary>
internal sealed class TicketBox(AccessOptions options, TimeProvider time)
{
    /// <summary>More are not given out at a time: some 3 MB.</summary>
    public const int TicketsMax = 10_000;

    private const int TicketBytes = 32;

    private readonly ConcurrentDictionary<string, (SessionRights Rights, DateTimeOffset ExpiresAt)> _tickets = [];

    /// <summary>Gives out a ticket; null: there are too many that were not used.</summary>
    public string? TryIssue(SessionRights rights, out DateTimeOffset expiresAt)
    {
        var now = time.GetUtcNow();
        expiresAt = now + options.TicketLifetime;
        if (_tickets.Count >= TicketsMax)
        {
            ForgetExpired(now);
        }

        var ticket = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(TicketBytes));
        return _tickets.Count < TicketsMax && _tickets.TryAdd(ticket, (rights, expiresAt)) ? ticket : null;
    }

    /// <summary>Takes a ticket back; null: it is not one, was used, or its time is over.</summary>
    public SessionRights? TryRedeem(string ticket) =>
        _tickets.TryRemove(ticket, out var held) && held.ExpiresAt > time.GetUtcNow() ? held.Rights : null;

    private void ForgetExpired(DateTimeOffset now)
    {
        foreach (var (ticket, held) in _tickets)
        {
            if (held.ExpiresAt <= now)
            {
                _tickets.TryRemove(ticket, out _);
            }
        }
    }
}
