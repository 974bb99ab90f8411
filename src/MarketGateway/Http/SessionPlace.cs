using MarketGateway.Core.Sessions;

namespace MarketGateway.Http;

/// <summary>
/// The places that one session has taken; given back when it is disposed of. Used by one thread at a time.
/// </summary>
internal sealed class SessionPlace : IDisposable
{
    private readonly SessionPlaces _places;
    private readonly string _address;
    private readonly Stack<Action> _releases = [];
    private string _owner;
    private int _requestBytes;

    public SessionPlace(SessionPlaces places, string address)
    {
        (_places, _address, _owner) = (places, address, address);
    }

    /// <summary>
    /// Exchanges the place of a client that had shown nothing for one among the others; says which limit is reached, or
    /// null.
    /// </summary>
    public string? TryAdmit(SessionRights rights)
    {
        Release();
        return _places.Admit(this, _address, rights);
    }

    /// <summary>
    /// Holds so many bytes of a request that is not whole, instead of those that it held; false, and nothing changes, when
    /// its principal holds too many.
    /// </summary>
    public bool TryHoldRequest(int bytes)
    {
        if (bytes > _requestBytes && !_places.RequestBytes.TryTake(_owner, bytes - _requestBytes))
        {
            return false;
        }

        if (bytes < _requestBytes)
        {
            _places.RequestBytes.Release(_owner, _requestBytes - bytes);
        }

        _requestBytes = bytes;
        return true;
    }

    public void Dispose()
    {
        TryHoldRequest(0);
        Release();
    }

    /// <summary>Says whose the place is from now on.</summary>
    internal void BelongTo(string owner)
    {
        TryHoldRequest(0);
        _owner = owner;
    }

    private void Release()
    {
        while (_releases.TryPop(out var release))
        {
            release();
        }
    }

    internal void OnRelease(Action release) => _releases.Push(release);
}
