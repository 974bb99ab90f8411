using System.Diagnostics.Metrics;
using MarketGateway.Core.Delivery;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Diagnostics;

/// <summary>How old flushes are, and how far behind clients are: the sampled part of the lag chain.</summary>
internal sealed class FlushMetrics : ISessionObserver
{
    private const string PaceLabel = "pace";

    private static readonly KeyValuePair<string, object?> Unpaced = new(PaceLabel, "none");
    private static readonly KeyValuePair<string, object?> Paced = new(PaceLabel, "interval");

    private readonly Histogram<double> _stateToFlush;
    private readonly Histogram<double> _endToEnd;
    private readonly Histogram<double> _oldestUnsent;
    private readonly Histogram<double> _unacknowledged;

    public FlushMetrics(Meter meter)
    {
        _stateToFlush = meter.CreateHistogram(
            "marketgateway_delivery_state_to_flush_seconds",
            description: "Per flush (with an interval: every eighth): how long its longest-waiting stream had something to tell, until it was handed to the transport.",
            advice: Buckets.Latency);
        _endToEnd = meter.CreateHistogram(
            "marketgateway_delivery_end_to_end_age_seconds",
            description: "Per flush with news (with an interval: every eighth): the age, by the venue's clock, of the newest update of the stream that is worst off.",
            advice: Buckets.Latency);
        _oldestUnsent = meter.CreateHistogram(
            "marketgateway_sessions_oldest_unsent_seconds",
            description: "Each session about once a second: the age of its oldest change that the client does not take; 0: it takes all.",
            advice: Buckets.Unsent);
        _unacknowledged = meter.CreateHistogram(
            "marketgateway_sessions_unacknowledged_seconds",
            description: "Each session with a window about once a second: how long ago its client acknowledged; 0: it has all.",
            advice: Buckets.Unsent);
    }

    public void OnFlushed(in FlushTiming timing)
    {
        _stateToFlush.Record(timing.StateAge.TotalSeconds, timing.IsPaced ? Paced : Unpaced);
        if (timing.NewsAge is { } age)
        {
            _endToEnd.Record(age.TotalSeconds);
        }
    }

    public void OnUnacknowledged(TimeSpan age) => _unacknowledged.Record(age.TotalSeconds);

    public void OnOldestUnsent(TimeSpan age) => _oldestUnsent.Record(age.TotalSeconds);
}
