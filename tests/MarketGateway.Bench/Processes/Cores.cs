using System.Runtime.InteropServices;

namespace MarketGateway.Bench.Processes;

/// <summary>
/// Which process runs on which cores: the server alone on the first, everything else on the others. With one core there
/// is nothing to part, and the report says so.
/// </summary>
internal static partial class Cores
{
    private const int MaskBytes = 128;

    public static bool ArePinned { get; } = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;

    /// <summary>Starts something on the core of the server, or on the others.</summary>
    /// <remarks>
    /// A process inherits the cores of the thread that starts it, and a runtime looks at them when it starts: set
    /// afterwards, they would hold for its first thread only, and its garbage collector would plan for all of them.
    /// </remarks>
    public static T RunOn<T>(bool isServer, Func<T> start)
    {
        if (!ArePinned)
        {
            return start();
        }

        var before = new byte[MaskBytes];
        var wanted = new byte[MaskBytes];
        _ = sched_getaffinity(0, MaskBytes, before);
        before.CopyTo(wanted, 0);
        var first = Array.FindIndex(before, static bits => bits != 0);
        var lowest = (byte)(before[first] & -before[first]);
        if (isServer)
        {
            Array.Clear(wanted);
            wanted[first] = lowest;
        }
        else
        {
            wanted[first] = (byte)(wanted[first] & ~lowest);
        }

        _ = sched_setaffinity(0, MaskBytes, wanted);
        try
        {
            return start();
        }
        finally
        {
            _ = sched_setaffinity(0, MaskBytes, before);
        }
    }

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int thread, nint length, [Out] byte[] mask);

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nint length, byte[] mask);
}
