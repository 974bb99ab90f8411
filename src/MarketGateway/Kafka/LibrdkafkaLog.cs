using System.Collections.Concurrent;
using Confluent.Kafka;

namespace MarketGateway.Kafka;

/// <summary>
/// Brings what librdkafka says into our log. It repeats itself at every attempt to connect, so its own lines are for
/// debugging; its errors are written once per kind and half minute, and counted all. Safe for use by several threads.
/// </summary>
internal sealed class LibrdkafkaLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan ErrorInterval = TimeSpan.FromSeconds(30);

    private readonly LogLimiter _errors = new(time, ErrorInterval)
    {
        Suppressed = (code, count) => logger.LinesSuppressed(count, ((ErrorCode)code).ToString()),
    };

    private readonly ConcurrentDictionary<ErrorCode, long> _counts = new();

    /// <summary>Gets how many errors there were since the process began, by code; codes that never came are not there.</summary>
    public IReadOnlyDictionary<ErrorCode, long> ErrorCounts => _counts;

    public void Write(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Critical)
        {
            logger.LibrdkafkaFailed(message.Facility, message.Message);
        }
        else
        {
            logger.LibrdkafkaSaid(message.Facility, message.Message);
        }
    }

    public void Write(Error error)
    {
        _counts.AddOrUpdate(error.Code, 1, static (_, count) => count + 1);
        if (_errors.TryTake((int)error.Code, out long suppressed))
        {
            logger.ClientError(error.Code, error.Reason, suppressed);
        }
    }
}
