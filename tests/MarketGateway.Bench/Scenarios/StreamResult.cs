using MarketGateway.Bench.Crowd;

namespace MarketGateway.Bench.Scenarios;

/// <summary>What a run came to.</summary>
/// <param name="CpuSeconds">CPU time of the server's process in the window.</param>
/// <param name="Figures">What the clients received in the window.</param>
/// <param name="Opened">How the opening went.</param>
/// <param name="Published">Records in the window, by the pace of the feed.</param>
/// <param name="EmptyBytes">Private memory of the server with the market and without a session.</param>
/// <param name="OpenBytes">With all sessions open and quiet.</param>
/// <param name="StartBytes">When the window began.</param>
/// <param name="EndBytes">When it ended.</param>
/// <param name="KernelBytes">What the kernel held for TCP sockets of the machine when it ended.</param>
/// <param name="OthersShare">How busy feed and clients were: near 1, the figures are theirs and not the server's.</param>
/// <param name="FeedLatestBy">By how many milliseconds the feed was late at worst.</param>
/// <param name="Verdict">Whether all was right.</param>
internal sealed record StreamResult(
    double CpuSeconds,
    CrowdFigures Figures,
    CrowdOpened Opened,
    double Published,
    long EmptyBytes,
    long OpenBytes,
    long StartBytes,
    long EndBytes,
    long KernelBytes,
    double OthersShare,
    double FeedLatestBy,
    Verdict Verdict)
{
    /// <summary>Gets CPU microseconds per source update that reached a client, alone or merged.</summary>
    public double CpuPerDelivered => CpuSeconds * 1e6 / Math.Max(1, Figures.Counts.Updates);

    /// <summary>Gets CPU microseconds per WebSocket message.</summary>
    public double CpuPerFlush => CpuSeconds * 1e6 / Math.Max(1, Figures.Counts.Flushes);

    public double CpuShare => CpuSeconds / Figures.Seconds;

    public double DeliveredPerSecond => Figures.Counts.Updates / Figures.Seconds;

    public double FlushesPerSecond => Figures.Counts.Flushes / Figures.Seconds;

    public double BytesPerFlush => (double)Figures.Counts.Bytes / Math.Max(1, Figures.Counts.Flushes);

    public double BytesPerSession => (double)(OpenBytes - EmptyBytes) / Math.Max(1, Opened.Live);
}
