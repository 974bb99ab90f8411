using System.Runtime.InteropServices;

namespace MarketGateway.Hosting;

/// <summary>The first Ctrl+C or SIGTERM drains; a second one ends the process at once.</summary>
internal sealed class SecondSignal : IDisposable
{
    /// <summary>What shells add to the number of the signal that ended a process.</summary>
    private const int SignalExitBase = 128;

    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    public SecondSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Count(signal: 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Count(signal: 15));
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Count(int signal)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(SignalExitBase + signal);
        }
    }
}
