using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <content>How good a stream's data is, and what the market does.</content>
public static partial class ControlWriter
{
    public static void WriteStatus(ref WireWriter writer, ReadOnlySpan<int> streams, SymbolStatus status)
    {
        WriteOp(ref writer, 5 + CountPhaseFields(status), "status");
        writer.WriteKey("streams"u8);
        WriteNumbers(ref writer, streams);
        WriteStatusFields(ref writer, status);
        writer.End();
    }

    /// <summary>Says that a name stands for another symbol now, or for none, and which streams were asked for by it.</summary>
    public static void WriteAlias(ref WireWriter writer, string alias, string? symbol, ReadOnlySpan<int> streams)
    {
        WriteOp(ref writer, 4, "alias");
        writer.WriteKey("alias"u8);
        writer.Write(alias);
        writer.WriteKey("symbol"u8);
        writer.Write(symbol);
        writer.WriteKey("streams"u8);
        WriteNumbers(ref writer, streams);
        writer.End();
    }

    private static void WriteStatusFields(ref WireWriter writer, SymbolStatus status)
    {
        writer.WriteKey("state"u8);
        writer.Write(WireName.Of(status.State));
        writer.WriteKey("reason"u8);
        writer.Write(WireName.Of(status.Reason));
        writer.WriteKey("since"u8);
        writer.Write(status.Since);
        if (status.Phase is { } phase)
        {
            writer.WriteKey("phase"u8);
            writer.Write(WireName.Of(phase.Phase));
            writer.WriteKey("phaseSince"u8);
            writer.Write(phase.Since);
        }
    }

    private static int CountPhaseFields(SymbolStatus status) => status.Phase is null ? 0 : 2;
}
