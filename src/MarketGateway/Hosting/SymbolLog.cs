using System.Threading.Channels;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Hosting;

/// <summary>
/// Writes down which symbols become gapped and which heal. The feed's threads only leave a note; once a second a few are
/// written and the others counted, so that a lost partition of ten thousand symbols is some lines and not a flood.
/// </summary>
internal sealed partial class SymbolLog : BackgroundService
{
    /// <summary>How many of each kind are written a second.</summary>
    public const int LinesPerSecondMax = 10;

    /// <summary>How many notes wait at most; more are counted only.</summary>
    private const int NotesMax = 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<Note> _notes = System.Threading.Channels.Channel.CreateBounded<Note>(
        new BoundedChannelOptions(NotesMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly TimeProvider _time;
    private readonly ILogger<SymbolLog> _logger;
    private long _gapped;
    private long _healed;

    public SymbolLog(Market market, TimeProvider time, ILogger<SymbolLog> logger)
    {
        (_time, _logger) = (time, logger);
        market.StatusChanged += OnChanged;
    }

    /// <summary>Writes what has been noted since the last time.</summary>
    internal void Write()
    {
        var (gapped, healed) = (0, 0);
        while (_notes.Reader.TryRead(out var note))
        {
            var topic = note.Channel is BookChannel ? "book" : "quote and trades";
            if (note.After.State == SymbolState.Gapped)
            {
                Interlocked.Decrement(ref _gapped);
                if (++gapped <= LinesPerSecondMax)
                {
                    LogGapped(note.Channel.Symbol.Symbol, topic, WireName.Of(note.After.Reason));
                }
            }
            else
            {
                Interlocked.Decrement(ref _healed);
                if (++healed <= LinesPerSecondMax)
                {
                    var lasted = TimeSpan.FromMicroseconds(note.After.Since - note.Before.Since);
                    LogHealed(note.Channel.Symbol.Symbol, topic, WireName.Of(note.Before.Reason), lasted);
                }
            }
        }

        var moreGapped = Math.Max(0, gapped - LinesPerSecondMax) + Interlocked.Exchange(ref _gapped, 0);
        var moreHealed = Math.Max(0, healed - LinesPerSecondMax) + Interlocked.Exchange(ref _healed, 0);
        if (moreGapped + moreHealed > 0)
        {
            LogMore(moreGapped, moreHealed);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Write();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Write();
        }
    }

    /// <remarks>By a feed's thread, under the gate of the channel.</remarks>
    private void OnChanged(SymbolChannel channel, SymbolStatus before, SymbolStatus after)
    {
        if (after.State == SymbolState.Gapped && before.State != SymbolState.Gapped)
        {
            Interlocked.Increment(ref _gapped);
        }
        else if (before.State == SymbolState.Gapped && after.State == SymbolState.Live)
        {
            Interlocked.Increment(ref _healed);
        }
        else
        {
            return;
        }

        _notes.Writer.TryWrite(new Note(channel, before, after));
    }

    [LoggerMessage(1, LogLevel.Warning, "{Symbol} is gapped ({Topic}): {Reason}")]
    private partial void LogGapped(string symbol, string topic, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Symbol} is live again ({Topic}): {Reason} lasted {Lasted}")]
    private partial void LogHealed(string symbol, string topic, string reason, TimeSpan lasted);

    [LoggerMessage(3, LogLevel.Warning, "And {Gapped} more became gapped, {Healed} more live again, in the same second")]
    private partial void LogMore(long gapped, long healed);

    private readonly record struct Note(SymbolChannel Channel, SymbolStatus Before, SymbolStatus After);
}
