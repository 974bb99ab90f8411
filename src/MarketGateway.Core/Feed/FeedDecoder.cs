using System.Text.Json;

namespace MarketGateway.Core.Feed;

/// <summary>
/// Decodes the records of the feed (schemas/kafka) into a reused <see cref="FeedUpdate"/>. A bad record is an answer,
/// never an exception. Good book, quote and trade records cost no allocation in either encoding, once the update's
/// arrays have grown to the feed's largest book. Owned by one consumer thread.
/// </summary>
public sealed class FeedDecoder
{
    private readonly FeedDecoderOptions _options;

    public FeedDecoder(FeedDecoderOptions? options = null)
    {
        _options = options ?? new FeedDecoderOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.RecordBytesMax, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.LevelsMax, nameof(options));
    }

    /// <summary>
    /// Decodes one record's value. The caller has dealt with tombstones (a null value in md.instruments) before: here
    /// no bytes are <see cref="DecodeError.Empty"/> in every topic. After an error the update is of kind
    /// <see cref="FeedUpdateKind.None"/> and the rest of it is undefined.
    /// </summary>
    public DecodeError Decode(FeedTopic topic, FeedContentType contentType, ReadOnlySpan<byte> value, FeedUpdate into)
    {
        ArgumentNullException.ThrowIfNull(into);
        DecodeError error = DecodeValue(topic, contentType, value, into);
        if (error == DecodeError.None && !HasWholePairs(into))
        {
            error = DecodeError.WrongType;
        }

        if (error != DecodeError.None)
        {
            into.Kind = FeedUpdateKind.None;
        }

        return error;
    }

    private DecodeError DecodeValue(
        FeedTopic topic, FeedContentType contentType, ReadOnlySpan<byte> value, FeedUpdate into)
    {
        if (value.IsEmpty)
        {
            return DecodeError.Empty;
        }

        if (value.Length > _options.RecordBytesMax)
        {
            return DecodeError.Oversized;
        }

        if (contentType == FeedContentType.Detect)
        {
            contentType = Detect(value[0]);
        }

        return contentType switch
        {
            FeedContentType.MessagePack => MessagePackRecord.Decode(topic, value, _options.LevelsMax, into),
            FeedContentType.Json => DecodeJson(topic, value, into),
            FeedContentType.Other => DecodeError.ContentType,
            _ => DecodeError.Malformed,
        };
    }

    /// <summary>Tells the format by a value's first byte; stays undecided when it begins neither.</summary>
    private static FeedContentType Detect(byte first)
    {
        if (MessagePackSpanReader.IsArrayMarker(first))
        {
            return FeedContentType.MessagePack;
        }

        return first is (byte)'{' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'
            ? FeedContentType.Json
            : FeedContentType.Detect;
    }

    /// <summary>Says whether each optional price and its size are given together, or neither.</summary>
    private static bool HasWholePairs(FeedUpdate update) =>
        update.BidPrice.HasValue == update.BidSize.HasValue && update.AskPrice.HasValue == update.AskSize.HasValue
        && update.LastPrice.HasValue == update.LastSize.HasValue;

    /// <summary>
    /// The platform's JSON reader throws at broken syntax and at escapes that are no text; a producer that writes such
    /// records is rare enough to pay for the exception, and it ends here.
    /// </summary>
    private DecodeError DecodeJson(FeedTopic topic, ReadOnlySpan<byte> value, FeedUpdate into)
    {
        try
        {
            return JsonRecord.Decode(topic, value, _options.LevelsMax, into);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return DecodeError.Malformed;
        }
    }
}
