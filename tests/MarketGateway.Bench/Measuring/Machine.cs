using System.Reflection;
using System.Runtime.InteropServices;

namespace MarketGateway.Bench.Measuring;

/// <summary>What a result has to be read with.</summary>
internal sealed record Machine(
    string Processor, int Cores, string Pinning, double MemoryGiB, string System, string Runtime, string Kafka, string Commit)
{
    public static Machine Read() => new(
        Line("/proc/cpuinfo", "model name")?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Processes.Cores.ArePinned
            ? "server on the first core; feed, broker and load generator on the others"
            : "none: there is one core, or this is not Linux",
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        RuntimeInformation.OSDescription,
        $"{RuntimeInformation.FrameworkDescription}, SignalR {Version(typeof(Microsoft.AspNetCore.SignalR.Hub))}",
        $"librdkafka {Confluent.Kafka.Library.VersionString}, its embedded mock cluster",
        ReadCommit());

    private static string ReadCommit() =>
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string Version(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "unknown";

    private static string? Line(string file, string start) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
}
