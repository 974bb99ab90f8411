using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Tests.Kafka;

/// <summary>Keeps the lines that a part under test logs. Safe for use by several threads.</summary>
internal sealed class RecordedLog : ILogger, ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    /// <summary>Gets the lines above debug, oldest first.</summary>
    public IEnumerable<string> Lines =>
        _lines.Where(line => line.Level > LogLevel.Debug).Select(line => line.Text);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
