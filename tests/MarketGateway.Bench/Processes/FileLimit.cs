using System.Runtime.InteropServices;

namespace MarketGateway.Bench.Processes;

/// <summary>How many sockets a process may hold. Raised to what the system allows; children inherit it.</summary>
internal static partial class FileLimit
{
    private const int OpenFiles = 7;

    /// <summary>What a process needs beside the sockets of its sessions.</summary>
    private const int Reserve = 500;

    /// <summary>Raises the limit, and says why so many sessions cannot be held, or null.</summary>
    public static string? Complaint(int sessions)
    {
        if (!OperatingSystem.IsLinux() || getrlimit(OpenFiles, out var limit) != 0)
        {
            return null;
        }

        if (limit.Current < limit.Maximum)
        {
            var raised = limit with { Current = limit.Maximum };
            _ = setrlimit(OpenFiles, raised);
        }

        return limit.Maximum >= (ulong)(sessions + Reserve)
            ? null
            : $"{sessions} sessions need that many open files, and this system allows {limit.Maximum} (ulimit -Hn)";
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    private record struct Limit(ulong Current, ulong Maximum);
}
