using System.Buffers.Binary;

namespace MarketGateway.Core.Schemas;

/// <summary>A field of a Protobuf message, as the walk over a value needs it. Immutable when its schema is complete.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name as JSON, with its colon.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsRepeated">Whether it is a list, or a map.</param>
/// <param name="HasPresence">Whether it is known not to be there; else what is not written is 0, or empty.</param>
internal sealed record ProtoField(int Number, byte[] Name, ProtoKind Kind, bool IsRepeated, bool HasPresence)
{
    /// <summary>Gets or sets what it holds, of a message.</summary>
    public ProtoMessage? Message { get; set; }

    /// <summary>Gets the names of an enumeration by number, as JSON.</summary>
    public Dictionary<int, byte[]> Symbols { get; } = [];

    /// <summary>Gets what stands in front of one value of it.</summary>
    public ulong Tag => ((ulong)Number << 3) | (uint)Wire;

    /// <summary>Gets what stands in front of several numbers of it together.</summary>
    public ulong PackedTag => ((ulong)Number << 3) | 2;

    /// <summary>Gets how one value of it is written: 0 seven bits a byte, 1 eight bytes, 2 with its length, 5 four bytes.</summary>
    public int Wire { get; } = Kind switch
    {
        ProtoKind.Fixed32 or ProtoKind.Signed32 or ProtoKind.Single => 5,
        ProtoKind.Fixed64 or ProtoKind.Signed64 or ProtoKind.Double => 1,
        ProtoKind.Text or ProtoKind.Bytes or ProtoKind.Message => 2,
        _ => 0,
    };

    /// <summary>Reads a whole number with a sign, and goes on behind it; false when it does not end.</summary>
    public bool TryReadInteger(scoped ref ReadOnlySpan<byte> rest, out long number)
    {
        number = 0;
        if (Wire == 0)
        {
            var isRead = Varint.TryRead(ref rest, out var bits);
            number = Kind == ProtoKind.ZigZag ? Varint.ZigZag(bits) : (long)bits;
            return isRead;
        }

        var size = Wire == 1 ? 8 : 4;
        if (rest.Length < size)
        {
            return false;
        }

        number = Wire == 1 ? BinaryPrimitives.ReadInt64LittleEndian(rest) : BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[size..];
        return true;
    }
}
