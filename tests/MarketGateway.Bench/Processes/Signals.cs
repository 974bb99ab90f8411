using System.Runtime.InteropServices;

namespace MarketGateway.Bench.Processes;

/// <summary>Ends a process as an operator does.</summary>
internal static partial class Signals
{
    private const int Term = 15;

    public static void Terminate(int process) => _ = kill(process, Term);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
