using HdrHistogram;

namespace MarketGateway.Tools.Load;

/// <summary>Percentiles of ages, in milliseconds; all 0 without a sample.</summary>
internal sealed record LatencyFigures(
    long Samples, double P50, double P90, double P99, double P999, double Max)
{
    public static LatencyFigures Of(HistogramBase histogram) => histogram.TotalCount == 0
        ? new LatencyFigures(0, 0, 0, 0, 0, 0)
        : new LatencyFigures(
            histogram.TotalCount,
            Milliseconds(histogram.GetValueAtPercentile(50)),
            Milliseconds(histogram.GetValueAtPercentile(90)),
            Milliseconds(histogram.GetValueAtPercentile(99)),
            Milliseconds(histogram.GetValueAtPercentile(99.9)),
            Milliseconds(histogram.GetMaxValue()));

    private static double Milliseconds(long microseconds) => microseconds / 1000.0;
}
