using System.Runtime.InteropServices;

namespace MarketGateway.Hosting;

/// <summary>How many files, connections among them, the system lets this process open (RLIMIT_NOFILE).</summary>
internal static partial class FileLimit
{
    /// <summary>The number of the limit on Linux.</summary>
    private const int OpenFiles = 7;

    /// <summary>Reads the limit; null where it is not known.</summary>
    /// <remarks>The runtime has raised it to the hard limit by then.</remarks>
    public static long? Read() =>
        OperatingSystem.IsLinux() && ReadLimit(OpenFiles, out var limit) == 0 && limit.Current <= int.MaxValue
            ? (long)limit.Current
            : null;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int ReadLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Current;
        public nuint Hard;
    }
}
