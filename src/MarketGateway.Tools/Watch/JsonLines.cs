using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>
/// Every message as a line of JSON with names, prices as decimal numbers. Written on the receive loop: a program that
/// reads slowly slows the reading, and the gateway conflates for it.
/// </summary>
internal sealed class JsonLines(TextWriter output, int? count = null) : IWatchOutput, IMarketListener, IDisposable
{
    private static readonly string[] Kinds =
        ["", "book_snapshot", "book_delta", "quote_snapshot", "quote_delta", "trades", "trade_rollup", "trade_cancel",
            "trade_correction"];

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Ends the command: nobody reads any more, or all that was asked for is written.</summary>
    private readonly TaskCompletionSource _through = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _written;

    public IMarketListener Listener => this;

    public Task ShowAsync(MarketClient client, MarketSubscription subscription, CancellationToken cancellation) =>
        Task.WhenAny(client.Completion, _through.Task).WaitAsync(cancellation);

    public void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict)
    {
        if (_written == count)
        {
            return;
        }

        Begin(stream, Kinds[(int)message.Kind]);
        _json.WriteString("state", stream.State.ToString().ToLowerInvariant());
        WritePhase(stream);
        WriteInteger("from", message.From);
        _json.WriteNumber("to", message.To);
        WriteInteger("merged", message.Merged);
        WriteInteger("oldest", message.Oldest);
        if (message.SentAt is { } sentAt)
        {
            WriteInteger("newest", message.Newest);
            _json.WriteNumber("sentAt", sentAt);
        }

        _json.WriteString("verdict", JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString()));
        switch (message.Kind)
        {
            case MessageKind.BookSnapshot or MessageKind.BookDelta:
                WriteLevels("bids", stream, message.Bids);
                WriteLevels("asks", stream, message.Asks);
                _json.WriteNumber("checksum", message.Checksum);
                break;
            case MessageKind.QuoteSnapshot or MessageKind.QuoteDelta:
                WriteFields(stream, message);
                _json.WriteNumber("checksum", message.Checksum);
                break;
            case MessageKind.Trades:
                WriteTrades(stream, message.Trades);
                break;
            case MessageKind.TradeCancel or MessageKind.TradeCorrection:
                WriteAmendment(stream, message.Amendments[0]);
                break;
            default:
                WriteRollup(stream, message.Rollup);
                WriteAmended(stream, message.Amendments);
                break;
        }

        End();
        if (++_written == count)
        {
            _through.TrySetResult();
        }
    }

    public void OnStatus(ClientStream stream)
    {
        Begin(stream, "status");
        _json.WriteString("state", stream.State.ToString().ToLowerInvariant());
        WritePhase(stream);
        _json.WriteString("reason", stream.Reason);
        End();
    }

    public ValueTask OnFlushAsync(long flush)
    {
        try
        {
            output.Flush();
        }
        catch (IOException)
        {
            // The program behind the pipe has ended (head, for one): so do we, without a word.
            _through.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => _json.Dispose();

    private void Begin(ClientStream stream, string kind)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString("symbol", stream.Symbol);
        _json.WriteString("channel", stream.Channel.ToString().ToLowerInvariant());
        _json.WriteString("kind", kind);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        try
        {
            output.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
        }
        catch (IOException)
        {
            _through.TrySetResult();
        }
    }

    private void WriteLevels(string name, ClientStream stream, IReadOnlyList<BookLevel> levels)
    {
        _json.WriteStartArray(name);
        foreach (var level in levels)
        {
            _json.WriteStartArray();
            _json.WriteNumberValue(stream.PriceOf(level.Price));
            _json.WriteNumberValue(stream.SizeOf(level.Size));
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void WriteFields(ClientStream stream, DataMessage message)
    {
        foreach (var field in QuoteText.Fields)
        {
            if (!message.Fields.HasFlag(field))
            {
                continue;
            }

            var name = JsonNamingPolicy.CamelCase.ConvertName(field.ToString());
            if (message.ValueOf(field) is not { } value)
            {
                _json.WriteNull(name);
            }
            else if (field == QuoteFields.LastAggressor)
            {
                _json.WriteString(name, QuoteText.Aggressor((TradeAggressor)value));
            }
            else
            {
                _json.WriteNumber(name, QuoteText.Scaled(stream, field, value));
            }
        }
    }

    private void WriteTrades(ClientStream stream, IReadOnlyList<Trade> trades)
    {
        _json.WriteStartArray("trades");
        foreach (var trade in trades)
        {
            _json.WriteStartObject();
            _json.WriteNumber("version", trade.Version);
            _json.WriteNumber("occurredAt", trade.OccurredAt);
            _json.WriteNumber("price", stream.PriceOf(trade.Price));
            _json.WriteNumber("size", stream.SizeOf(trade.Size));
            _json.WriteString("aggressor", QuoteText.Aggressor(trade.Aggressor));
            WriteInteger("tradeId", trade.TradeId);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteAmendment(ClientStream stream, TradeAmendment amendment)
    {
        _json.WriteNumber("tradeId", amendment.TradeId);
        if (!amendment.IsCancel)
        {
            _json.WriteNumber("price", stream.PriceOf(amendment.Price));
            _json.WriteNumber("size", stream.SizeOf(amendment.Size));
            _json.WriteString("aggressor", QuoteText.Aggressor(amendment.Aggressor));
        }
    }

    private void WriteAmended(ClientStream stream, IReadOnlyList<TradeAmendment> amendments)
    {
        _json.WriteStartArray("amended");
        foreach (var amendment in amendments)
        {
            _json.WriteStartObject();
            _json.WriteNumber("version", amendment.Version);
            WriteAmendment(stream, amendment);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteRollup(ClientStream stream, TradeRollup rollup)
    {
        WriteDecimal("volume", rollup.Volume is { } volume ? stream.SizeOf(volume) : null);
        WriteDecimal("vwap", rollup.Vwap is { } vwap ? stream.PriceOf(vwap) / 10_000m : null);
        WriteDecimal("high", rollup.High is { } high ? stream.PriceOf(high) : null);
        WriteDecimal("low", rollup.Low is { } low ? stream.PriceOf(low) : null);
        WriteInteger("firstVersion", rollup.FirstVersion);
        WriteInteger("cancels", rollup.Cancels);
        WriteInteger("corrections", rollup.Corrections);
    }

    private void WriteInteger(string name, long? value) => WriteDecimal(name, value);

    private void WriteDecimal(string name, decimal? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void WritePhase(ClientStream stream)
    {
        if (stream.Phase != MarketPhase.Unknown)
        {
            _json.WriteString("phase", JsonNamingPolicy.SnakeCaseLower.ConvertName(stream.Phase.ToString()));
        }
    }
}
