using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>
/// The places that one session has taken; given back when it is disposed of. Used by one thread at a time.
/// </summary>
internal sealed class SessionPlace(SessionPlaces places, string address) : IDisposable
{
    private readonly Stack<Action> _releases = [];

    /// <summary>
    /// Exchanges the place of a client that had shown nothing for one among the others; says which limit is reached, or
    /// null.
    /// </summary>
    public string? TryAdmit(SessionRights rights)
    {
        Dispose();
        return places.Admit(this, address, rights);
    }

    public void Dispose()
    {
        while (_releases.TryPop(out var release))
        {
            release();
        }
    }

    internal void OnRelease(Action release) => _releases.Push(release);
}
