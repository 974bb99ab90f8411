using System.Buffers;
using System.Text;
using MarketGateway.Core.Protocol;
using MessagePack;

namespace MarketGateway.Core.Audit;

/// <summary>
/// Writes audit records (schemas/kafka): of a flush only where it led each stream, and its control messages whole. Owned by
/// one thread.
/// </summary>
public sealed class AuditRecordWriter
{
    /// <summary>The version of the record's form.</summary>
    public const int Version = 1;

    internal const int HeadElements = 6;

    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly ArrayBufferWriter<byte> _steps = new(1024);
    private readonly ArrayBufferWriter<byte> _controls = new(1024);

    /// <summary>Gets the record that was written last; valid until the next one.</summary>
    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    // schemas/kafka/audit: [version, 1, replica, session, principal, at, address, format]
    public void WriteBegin(in AuditHead head, string address, WireFormat format)
    {
        var writer = Begin(AuditKind.Begin, head, 2);
        writer.Write(address);
        writer.Write(WireName.Of(format));
        writer.Flush();
    }

    // schemas/kafka/audit: [version, 2, replica, session, principal, at, request]
    /// <param name="head">Whose.</param>
    /// <param name="request">The request; empty where it is not told.</param>
    /// <param name="format">Its format.</param>
    public void WriteRequest(in AuditHead head, ReadOnlyMemory<byte> request, WireFormat format)
    {
        var writer = Begin(AuditKind.Request, head, 1);
        if (request.IsEmpty)
        {
            writer.WriteNil();
        }
        else
        {
            writer.WriteRaw(Packed(request, format).Span);
        }

        writer.Flush();
    }

    // schemas/kafka/audit: [version, 3, replica, session, principal, at, flush, steps, controls]
    public void WriteFlush(in AuditHead head, long flush, ReadOnlyMemory<byte> messages, WireFormat format)
    {
        _steps.ResetWrittenCount();
        _controls.ResetWrittenCount();
        var steps = new MessagePackWriter(_steps);
        var (stepCount, controlCount) = (0, 0);
        foreach (var message in Split(messages, format))
        {
            var reader = new MessagePackReader(message);
            if (reader.NextMessagePackType == MessagePackType.Array)
            {
                stepCount += WriteStep(ref steps, ref reader) ? 1 : 0;
            }
            else if (!IsBeat(message))
            {
                _controls.Write(message.Span);
                controlCount++;
            }
        }

        steps.Flush();
        var writer = Begin(AuditKind.Flush, head, 3);
        writer.Write(flush);
        writer.WriteArrayHeader(stepCount);
        writer.WriteRaw(_steps.WrittenSpan);
        writer.WriteArrayHeader(controlCount);
        writer.WriteRaw(_controls.WrittenSpan);
        writer.Flush();
    }

    // schemas/kafka/audit: [version, 4, replica, session, principal, at, flush]
    public void WriteAck(in AuditHead head, long flush)
    {
        var writer = Begin(AuditKind.Ack, head, 1);
        writer.Write(flush);
        writer.Flush();
    }

    // schemas/kafka/audit: [version, 5, replica, session, principal, at, reason, message]
    public void WriteEnd(in AuditHead head, string reason, string message)
    {
        var writer = Begin(AuditKind.End, head, 2);
        writer.Write(reason);
        writer.Write(message);
        writer.Flush();
    }

    private MessagePackWriter Begin(AuditKind kind, in AuditHead head, int elements)
    {
        _output.ResetWrittenCount();
        var writer = new MessagePackWriter(_output);
        writer.WriteArrayHeader(HeadElements + elements);
        writer.Write(Version);
        writer.Write((int)kind);
        writer.Write(head.Replica);
        writer.Write(head.Session);
        writer.Write(head.Principal);
        writer.Write(head.At);
        return writer;
    }

    /// <summary>Writes where a data message led its stream; false where it is of a kind that leads nowhere.</summary>
    private static bool WriteStep(ref MessagePackWriter writer, ref MessagePackReader reader)
    {
        var elements = reader.ReadArrayHeader();
        if (elements < 5)
        {
            return false;
        }

        var kind = reader.ReadInt32();
        writer.WriteArrayHeader(5);
        writer.Write(reader.ReadInt32());
        writer.Write(kind);
        if (reader.TryReadNil())
        {
            writer.WriteNil();
        }
        else
        {
            writer.Write(reader.ReadInt64());
        }

        writer.Write(reader.ReadInt64());
        if (kind is > (int)DataKind.QuoteDelta and < (int)DataKind.CountedBookSnapshot)
        {
            writer.WriteNil();
            return true;
        }

        // merged, oldest, and two of levels or fields stand before it.
        for (var at = 4; at < 8; at++)
        {
            reader.Skip();
        }

        writer.Write(reader.ReadUInt32());
        return true;
    }

    /// <summary>True for what says of a stream nothing: that the connection lives.</summary>
    private static bool IsBeat(ReadOnlyMemory<byte> message)
    {
        var reader = new MessagePackReader(message);
        return reader.TryReadMapHeader(out var count) && count > 0 && reader.ReadString() == "op"
            && reader.ReadString() is "heartbeat" or "pong";
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> messages, WireFormat format)
    {
        while (!messages.IsEmpty)
        {
            if (format == WireFormat.MessagePack)
            {
                var length = LengthOfFirst(messages);
                yield return messages[..length];
                messages = messages[length..];
            }
            else
            {
                var end = messages.Span.IndexOf((byte)'\n');
                var line = end < 0 ? messages : messages[..end];
                yield return Packed(line, format);
                messages = end < 0 ? default : messages[(end + 1)..];
            }
        }
    }

    private static int LengthOfFirst(ReadOnlyMemory<byte> messages)
    {
        var reader = new MessagePackReader(messages);
        reader.Skip();
        return (int)reader.Consumed;
    }

    private static ReadOnlyMemory<byte> Packed(ReadOnlyMemory<byte> message, WireFormat format) =>
        format == WireFormat.MessagePack ? message : MessagePackSerializer.ConvertFromJson(Encoding.UTF8.GetString(message.Span));
}
