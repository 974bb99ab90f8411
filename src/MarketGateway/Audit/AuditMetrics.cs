using System.Diagnostics.Metrics;
using MarketGateway.Core.Audit;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Audit;

/// <summary>What became of audit records: read when a scrape asks. There are none where no record is kept.</summary>
internal sealed class AuditMetrics
{
    public AuditMetrics(Meter meter, AuditCounts counts, AuditBuffer buffer)
    {
        meter.CreateObservableCounter(
            "marketgateway_audit_records_total",
            () => Enum.GetValues<AuditKind>().Select(kind => new Measurement<long>(
                counts.Written(kind), new KeyValuePair<string, object?>("kind", WireName.Of(kind)))),
            description: "Audit records handed to the Kafka client, by kind.");
        meter.CreateObservableCounter(
            "marketgateway_audit_lost_total",
            () => Enum.GetValues<AuditLoss>().Select(loss => new Measurement<long>(
                counts.Lost(loss), new KeyValuePair<string, object?>("reason", WireName.Of(loss)))),
            description: "Audit records that were lost, by why.");
        meter.CreateObservableGauge(
            "marketgateway_audit_buffer_bytes",
            () => buffer.Bytes,
            description: "Bytes that wait to be made into audit records.");
    }
}
