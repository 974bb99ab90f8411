using System.Globalization;

namespace MarketGateway.Bench.Measuring;

/// <summary>What the operating system says of a process: never what the process says of itself.</summary>
internal static class ProcessMeter
{
    /// <summary>USER_HZ of Linux on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;

    /// <summary>Gets the CPU time that it has used, in seconds.</summary>
    public static double CpuSeconds(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");

        // The name may hold anything, but it ends with the last parenthesis.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Field(fields, UserTimeField) + Field(fields, SystemTimeField)) / TicksPerSecond;
    }

    /// <summary>Gets the memory that it alone has, in bytes: managed and native, without what it shares.</summary>
    public static long PrivateBytes(int process) => File.ReadLines($"/proc/{process}/smaps_rollup")
        .Where(static line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(Kibibytes);

    /// <summary>Gets the memory of all TCP sockets of the machine in bytes: what the kernel holds for them.</summary>
    public static long TcpBytes()
    {
        var line = File.ReadLines("/proc/net/sockstat").First(static line => line.StartsWith("TCP:", StringComparison.Ordinal));
        var words = line.Split(' ');
        return long.Parse(words[Array.IndexOf(words, "mem") + 1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    private static double Field(string[] fields, int index) => double.Parse(fields[index], CultureInfo.InvariantCulture);

    private static long Kibibytes(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
