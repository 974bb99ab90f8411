using System.Text;

namespace MarketGateway.Core.Feed;

/// <summary>Reads the <c>content-type</c> header of a record.</summary>
public static class FeedContentTypes
{
    /// <summary>Returns whether a header of that name is the one; its case does not matter, as in HTTP.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(name, "content-type"u8);

    /// <summary>
    /// Reads a header's value. Case and parameters (<c>; charset=utf-8</c>) do not matter, as in HTTP; an empty value
    /// names no format and leaves the decision to the first byte of the record.
    /// </summary>
    public static FeedContentType Parse(ReadOnlySpan<byte> header)
    {
        int parameters = header.IndexOf((byte)';');
        ReadOnlySpan<byte> mediaType = (parameters < 0 ? header : header[..parameters]).Trim(" \t"u8);
        if (mediaType.IsEmpty)
        {
            return FeedContentType.Detect;
        }

        if (Ascii.EqualsIgnoreCase(mediaType, "application/vnd.msgpack"u8)
            || Ascii.EqualsIgnoreCase(mediaType, "application/msgpack"u8)
            || Ascii.EqualsIgnoreCase(mediaType, "application/x-msgpack"u8))
        {
            return FeedContentType.MessagePack;
        }

        return Ascii.EqualsIgnoreCase(mediaType, "application/json"u8) ? FeedContentType.Json : FeedContentType.Other;
    }
}
