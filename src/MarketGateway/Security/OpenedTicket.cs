using MarketGateway.Core.Sessions;

namespace MarketGateway.Security;

/// <summary>What a ticket says.</summary>
/// <param name="Id">Its own, by which it is known to be used.</param>
/// <param name="Rights">Those of the token that it was given for.</param>
/// <param name="ExpiresAt">From when on it opens nothing.</param>
internal sealed record OpenedTicket(string Id, SessionRights Rights, DateTimeOffset ExpiresAt);
