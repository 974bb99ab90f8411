using System.Globalization;

namespace MarketGateway.Tools.Load;

/// <summary>A load in words.</summary>
internal static class LoadText
{
    public static string Rates(LoadFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{figures.Live:N0} live, {figures.PerSecond(figures.Counts.Flushes):N0} flushes/s, {figures.PerSecond(figures.Counts.Messages):N0} messages/s for {figures.PerSecond(figures.Counts.Updates):N0} updates/s, {figures.PerSecond(figures.Counts.Bytes) / (1 << 20):N1} MiB/s");

    public static string Ages(LatencyFigures age) => age.Samples == 0 ? "nothing to measure" : string.Create(
        CultureInfo.InvariantCulture,
        $"age p50 {age.P50:N1} ms, p90 {age.P90:N1}, p99 {age.P99:N1}, p99.9 {age.P999:N1}, max {age.Max:N1}");

    public static string Wrong(LoadCounts counts) => counts.Wrong == 0
        ? string.Create(CultureInfo.InvariantCulture, $"nothing wrong, {counts.Checksums:N0} checksums")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.ChainBreaks:N0} chain breaks, {counts.ChecksumFailures:N0} wrong checksums, {counts.Violations:N0} unreadable, {counts.Refusals:N0} symbols refused, {counts.Lost:N0} connections lost");

    /// <summary>The whole, one sentence a line; the last says whether everything was right.</summary>
    public static IEnumerable<string> Report(LoadReport report)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Sessions:N0} sessions, open with their snapshots after {report.OpenedIn.TotalSeconds:N2} s; then {report.Total.Elapsed.TotalSeconds:N1} s:");
        yield return Rates(report.Total);
        yield return $"{Ages(report.Total.Age)} (source time of the oldest update in a message to its receipt)";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{Wrong(report.Wrong)}; {report.Compared:N0} streams compared with the gateway's snapshots, {report.Different:N0} differ");
        foreach (var fault in report.Faults)
        {
            yield return $"lost: {fault}";
        }

        yield return report.IsRight ? "everything was right" : "SOMETHING WAS WRONG";
    }
}
