using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Conflation;

/// <content>What operators are shown of a stream, and what is measured of it.</content>
public abstract partial class MarketStream
{
    /// <summary>Measures how far a cursor is from now: the newest version, and how many updates lie between, where known.</summary>
    internal (long NewestVersion, long? Behind) Measure(StreamCursor cursor)
    {
        lock (Channel.Gate)
        {
            var isKnown = cursor.Number >= 0 && cursor.Version != StreamCursor.Nowhere && !IsOfAnotherLog(cursor);
            return (NewestVersion, isKnown ? Math.Max(0, NewestNumber - cursor.Number) : null);
        }
    }

    /// <summary>Counts the bytes of a message as sent to so many.</summary>
    internal void CountBytes(long length, int receivers) => Channel.Delivery.CountBytes(Key.Channel, length * receivers);

    private StreamWrite WriteCountedNeedsGate(StreamCursor cursor, WireFormat format, FlushBuffer output)
    {
        var before = output.Length;
        var written = WriteNeedsGate(cursor, format, output);
        if (written == StreamWrite.Written)
        {
            CountBytes(output.Length - before, receivers: 1);
        }

        return written;
    }
}
