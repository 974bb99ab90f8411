using System.Runtime.InteropServices;

namespace MarketGateway.Hosting;

/// <summary>
/// The first Ctrl+C or SIGTERM asks for the end, also while the gateway is still being put together; a second one ends
/// the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>What shells add to the number of the signal that ended a process.</summary>
    private const int SignalExitBase = 128;

    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Count(signal, number: 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Count(signal, number: 15));
    }

    /// <summary>Gets the token that the first signal cancels.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stopping.Dispose();
    }

    private void Count(PosixSignalContext signal, int number)
    {
        // Else the system ends the process, until the host has registered for the signal too.
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(SignalExitBase + number);
        }

        _stopping.Cancel();
    }
}
