using System.Buffers;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>An update as a record's bytes, and bytes as what they say.</summary>
internal static class FeedBytes
{
    public static byte[] MessagePack(FeedUpdate update) => Write(update, FeedEncoder.Write);

    public static byte[] Json(FeedUpdate update) => Write(update, FeedEncoder.WriteJson);

    /// <summary>Decodes with a decoder and an update of its own.</summary>
    public static (DecodeError Error, string Text) Decode(FeedTopic topic, FeedContentType type, byte[] value)
    {
        var update = new FeedUpdate();
        DecodeError error = new FeedDecoder().Decode(topic, type, value, update);
        return (error, FeedUpdateText.Of(update));
    }

    private static byte[] Write(FeedUpdate update, Action<FeedUpdate, IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(update, output);
        return output.WrittenSpan.ToArray();
    }
}
