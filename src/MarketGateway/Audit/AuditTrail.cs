using System.Globalization;
using System.Text;
using Confluent.Kafka;
using MarketGateway.Core.Audit;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Audit;

/// <summary>
/// Writes what was noted of sessions to a topic of Kafka, keyed by process and session, so that a session's records lie in
/// one partition in their order. Its one thread reads the buffer; nobody waits for it.
/// </summary>
internal sealed partial class AuditTrail(
    AuditOptions options,
    AuditBuffer buffer,
    AuditCounts counts,
    Func<ProducerConfig> configure,
    TimeProvider time,
    ILogger<AuditTrail> logger)
    : BackgroundService
{
    private static readonly TimeSpan LossLogInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long the end waits for the cluster: within the grace that the drain leaves.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly AuditRecordWriter _writer = new();
    private readonly string _replica = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}.{time.GetUtcNow().ToUnixTimeMilliseconds():x}");

    private readonly Message<byte[], byte[]> _message = new();
    private IProducer<byte[], byte[]>? _producer;
    private Action<DeliveryReport<byte[], byte[]>>? _onDelivered;
    private long _lossLogged;
    private DateTimeOffset _lossLoggedAt = DateTimeOffset.MinValue;

    /// <summary>Gets what the records call this process.</summary>
    public string Replica => _replica;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _producer = new ProducerBuilder<byte[], byte[]>(configure())
            .SetErrorHandler((_, error) => LogClient(error.Reason))
            .SetLogHandler(static (_, _) => { })
            .Build();
        _onDelivered = OnDelivered;
        LogBegins(options.Topic, _replica);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        buffer.Complete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(FlushTimeout, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var missing = _producer is null ? 0 : await Task.Run(() => _producer.Flush(FlushTimeout), CancellationToken.None).ConfigureAwait(false);
        for (; missing > 0; missing--)
        {
            counts.CountLost(AuditLoss.Delivery);
        }

        LogLoss(isLast: true);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _producer?.Dispose();
        base.Dispose();
    }

    /// <remarks>Not ended by the token: what was noted before the stop is still written.</remarks>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var entry in buffer.Entries.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Write(entry);
            buffer.Release(entry);
            LogLoss(isLast: false);
        }
    }

    private void Write(in AuditEntry entry)
    {
        try
        {
            Encode(entry);
            Produce(entry);
        }
        catch (ProduceException<byte[], byte[]> refused)
        {
            counts.CountLost(refused.Error.Code == ErrorCode.Local_QueueFull ? AuditLoss.Queue : AuditLoss.Delivery);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A record that cannot be made must not end those of every session.
            counts.CountLost(AuditLoss.Fault);
            LogFault(fault, entry.Session.Number);
        }
    }

    private void Produce(in AuditEntry entry)
    {
        _message.Key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_replica}/{entry.Session.Number:x}"));
        _message.Value = _writer.Written.ToArray();
        _message.Timestamp = new Timestamp(entry.At / 1000, TimestampType.CreateTime);
        _producer!.Produce(options.Topic, _message, _onDelivered);
        counts.CountWritten(entry.Kind);
    }

    private void Encode(in AuditEntry entry)
    {
        var session = entry.Session;
        var head = new AuditHead(_replica, session.Number, session.Rights.Principal, entry.At);
        switch (entry.Kind)
        {
            case AuditKind.Begin:
                _writer.WriteBegin(head, session.Address, session.Format);
                break;
            case AuditKind.Request:
                _writer.WriteRequest(head, entry.Memory, session.Format);
                break;
            case AuditKind.Flush:
                _writer.WriteFlush(head, entry.Flush, entry.Memory, session.Format);
                break;
            case AuditKind.Ack:
                _writer.WriteAck(head, entry.Flush);
                break;
            default:
                _writer.WriteEnd(head, WireName.Of(session.EndReason), session.EndMessage);
                break;
        }
    }

    private void OnDelivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            counts.CountLost(AuditLoss.Delivery);
        }
    }

    private void LogLoss(bool isLast)
    {
        var lost = counts.LostTotal;
        if (lost == _lossLogged || (!isLast && time.GetUtcNow() - _lossLoggedAt < LossLogInterval))
        {
            return;
        }

        LogLost(lost - _lossLogged, options.Topic);
        (_lossLogged, _lossLoggedAt) = (lost, time.GetUtcNow());
    }

    [LoggerMessage(1, LogLevel.Information, "What sessions are sent is recorded in {Topic}, as replica {Replica}")]
    private partial void LogBegins(string topic, string replica);

    [LoggerMessage(2, LogLevel.Warning, "{Count} audit records were lost: what clients held then cannot be rebuilt from {Topic}")]
    private partial void LogLost(long count, string topic);

    [LoggerMessage(3, LogLevel.Error, "The record of session {Session} could not be made")]
    private partial void LogFault(Exception fault, long session);

    [LoggerMessage(4, LogLevel.Warning, "The producer of audit records: {Reason}")]
    private partial void LogClient(string reason);
}
