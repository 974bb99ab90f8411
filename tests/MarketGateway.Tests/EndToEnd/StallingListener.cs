using MarketGateway.Client;

namespace MarketGateway.Tests.EndToEnd;

/// <summary>
/// A client program that stops for seconds at a time: it reads for a while, then does not come back to the socket, and
/// so on until it is told to behave.
/// </summary>
internal sealed class StallingListener(TimeSpan readsFor, TimeSpan stallsFor) : IMarketListener
{
    private long _readingSince = TimeProvider.System.GetTimestamp();
    private int _behaves;

    public int Stalls { get; private set; }

    public void Behave() => Volatile.Write(ref _behaves, 1);

    public async ValueTask OnFlushAsync(long flush)
    {
        if (Volatile.Read(ref _behaves) == 0 && TimeProvider.System.GetElapsedTime(_readingSince) > readsFor)
        {
            Stalls++;
            await Task.Delay(stallsFor, TimeProvider.System);
            _readingSince = TimeProvider.System.GetTimestamp();
        }
    }
}
