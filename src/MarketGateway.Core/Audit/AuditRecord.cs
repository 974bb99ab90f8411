using MarketGateway.Core.Protocol;
using MessagePack;

namespace MarketGateway.Core.Audit;

/// <summary>An audit record as it was read; only what belongs to its kind is filled.</summary>
/// <param name="Kind">What it tells of.</param>
/// <param name="Head">Of whom, and when.</param>
public sealed record AuditRecord(AuditKind Kind, AuditHead Head)
{
    /// <summary>Gets which flush was sent or acknowledged.</summary>
    public long Flush { get; private init; }

    /// <summary>Gets where a flush led streams, in its order.</summary>
    public IReadOnlyList<AuditStep> Steps { get; private init; } = [];

    /// <summary>Gets a flush's control messages as JSON.</summary>
    public IReadOnlyList<string> Controls { get; private init; } = [];

    /// <summary>Gets a request as JSON; null where it is not told.</summary>
    public string? Request { get; private init; }

    /// <summary>Gets the address of a session that begins, or why it ended.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Reads a record; null: it is none that this version knows.</summary>
    public static AuditRecord? TryRead(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new MessagePackReader(bytes);
            return reader.ReadArrayHeader() > AuditRecordWriter.HeadElements && reader.ReadInt32() == AuditRecordWriter.Version
                ? Read(ref reader)
                : null;
        }
        catch (Exception other) when (other is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            return null;
        }
    }

    private static AuditRecord? Read(ref MessagePackReader reader)
    {
        var kind = (AuditKind)reader.ReadInt32();
        var head = new AuditHead(
            reader.ReadString() ?? "", reader.ReadInt64(), reader.ReadString() ?? "", reader.ReadInt64());
        var record = new AuditRecord(kind, head);
        return kind switch
        {
            AuditKind.Begin => record with { Text = reader.ReadString() ?? "" },
            AuditKind.Request => record with { Request = reader.TryReadNil() ? null : ReadJson(ref reader) },
            AuditKind.Flush => record with
            {
                Flush = reader.ReadInt64(),
                Steps = ReadSteps(ref reader),
                Controls = ReadControls(ref reader),
            },
            AuditKind.Ack => record with { Flush = reader.ReadInt64() },
            AuditKind.End => record with { Text = $"{reader.ReadString()}: {reader.ReadString()}" },
            _ => null,
        };
    }

    private static AuditStep[] ReadSteps(ref MessagePackReader reader)
    {
        var steps = new AuditStep[reader.ReadArrayHeader()];
        for (var at = 0; at < steps.Length; at++)
        {
            var elements = reader.ReadArrayHeader();
            var (stream, kind) = (reader.ReadInt32(), (DataKind)reader.ReadInt32());
            long? from = reader.TryReadNil() ? null : reader.ReadInt64();
            var to = reader.ReadInt64();
            steps[at] = new AuditStep(stream, kind, from, to, reader.TryReadNil() ? null : reader.ReadUInt32());
            for (; elements > 5; elements--)
            {
                reader.Skip();
            }
        }

        return steps;
    }

    private static string[] ReadControls(ref MessagePackReader reader)
    {
        var controls = new string[reader.ReadArrayHeader()];
        for (var at = 0; at < controls.Length; at++)
        {
            controls[at] = ReadJson(ref reader);
        }

        return controls;
    }

    private static string ReadJson(ref MessagePackReader reader)
    {
        using var text = new StringWriter();
        MessagePackSerializer.ConvertToJson(ref reader, text);
        return text.ToString();
    }
}
