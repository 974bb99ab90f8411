using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>
/// Who may have a session: so many in all, of one principal and of one address. Clients that have shown no token yet
/// are counted apart, so that they take nobody's place. Safe for use by any thread.
/// </summary>
internal sealed class SessionPlaces(SessionOptions options)
{
    private const string All = "";

    private readonly PlaceCounter _all = new(options.SessionsMax);
    private readonly PlaceCounter _principals = new(options.SessionsPerPrincipalMax);
    private readonly PlaceCounter _addresses = new(options.SessionsPerAddressMax);
    private readonly PlaceCounter _unadmitted = new(options.UnadmittedMax);
    private readonly PlaceCounter _unadmittedAddresses = new(options.UnadmittedPerAddressMax);

    /// <summary>Gets who holds how many bytes of requests that are not whole: by principal, or by address where nobody is known.</summary>
    internal PlaceCounter RequestBytes { get; } = new(options.RequestBytesPerPrincipalMax);

    /// <summary>Gets how many sessions have shown no token yet.</summary>
    public int Unadmitted => _unadmitted.Of(All);

    /// <summary>Takes a place for a session; null with the reason in words: there is none.</summary>
    /// <param name="address">Where its client is.</param>
    /// <param name="rights">What it comes with; null: it will show a token in its first frames.</param>
    /// <param name="refusal">Which limit is reached.</param>
    public SessionPlace? TryEnter(string address, SessionRights? rights, out string refusal)
    {
        var place = new SessionPlace(this, address);
        if (rights is null)
        {
            refusal = Take(place, _unadmitted, All, "unadmitted", "sessions have shown no token yet")
                ?? Take(
                    place,
                    _unadmittedAddresses,
                    address,
                    "unadmittedPerAddress",
                    $"sessions from {address} have shown no token yet")
                ?? "";
        }
        else
        {
            refusal = Admit(place, address, rights) ?? "";
        }

        if (refusal.Length == 0)
        {
            return place;
        }

        place.Dispose();
        return null;
    }

    /// <summary>Takes the places of a client that is known; says which limit is reached, or null.</summary>
    internal string? Admit(SessionPlace place, string address, SessionRights rights)
    {
        var isAnybody = ReferenceEquals(rights, SessionRights.Anonymous);
        place.BelongTo(isAnybody ? address : rights.Principal);
        return Take(place, _all, All, "sessions", "sessions are open on this replica")
            ?? Take(place, _addresses, address, "sessionsPerAddress", $"sessions from {address} are open on this replica")
            ?? (isAnybody ? null : Take(
                place,
                _principals,
                rights.Principal,
                "sessionsPerPrincipal",
                $"sessions of '{rights.Principal}' are open on this replica"));
    }

    private static string? Take(SessionPlace place, PlaceCounter counter, string owner, string limit, string what)
    {
        if (!counter.TryTake(owner))
        {
            return $"limits.{limit} ({counter.Max}) {what} already";
        }

        place.OnRelease(() => counter.Release(owner));
        return null;
    }
}
