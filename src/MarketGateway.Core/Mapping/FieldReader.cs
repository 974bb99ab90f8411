using System.Buffers.Text;
using System.Text.Json;

namespace MarketGateway.Core.Mapping;

/// <summary>Reads the fields of one element of a record. Lives on the stack of the decoder that reads it.</summary>
internal readonly ref struct FieldReader(
    SourceRecord record, ReadOnlySpan<byte> document, JsonSlot[] documentSlots, Span<byte> scratch)
{
    private readonly SourceRecord _record = record;
    private readonly ReadOnlySpan<byte> _document = document;
    private readonly JsonSlot[] _documentSlots = documentSlots;
    private readonly Span<byte> _scratch = scratch;

    /// <summary>Gets the JSON text that the slots of the element point into.</summary>
    public ReadOnlySpan<byte> Element { get; init; } = document;

    public JsonSlot[] ElementSlots { get; init; } = documentSlots;

    public long AppendedAt => _record.AppendedAt;

    /// <summary>Reads the same record at another element.</summary>
    public FieldReader At(ReadOnlySpan<byte> element, JsonSlot[] slots) => this with { Element = element, ElementSlots = slots };

    /// <summary>Gets where a field of the value lies; no type for one that is not there, or not in the value.</summary>
    public JsonSlot SlotOf(MappingField field, out ReadOnlySpan<byte> json)
    {
        var isDocument = field.Origin == MappingOrigin.Document;
        json = isDocument ? _document : Element;
        return field.Slot < 0 ? default : (isDocument ? _documentSlots : ElementSlots)[field.Slot];
    }

    /// <summary>
    /// Reads a field as text: numbers, <c>true</c> and <c>false</c> as they are written. False when it is not there. The
    /// text is valid until the next is read.
    /// </summary>
    public bool TryText(MappingField field, out ReadOnlySpan<byte> text)
    {
        switch (field.Origin)
        {
            case MappingOrigin.Element or MappingOrigin.Document:
                var slot = SlotOf(field, out var json);
                text = slot.IsPresent ? slot.Of(json) : default;
                return slot.IsPresent && (!slot.IsEscaped || TryUnescape(slot, json, out text));
            case MappingOrigin.Key:
                text = _record.Key;
                return !text.IsEmpty;
            case MappingOrigin.Topic:
                text = field.Bytes is [var part] ? PartOf(_record.Topic, part) : _record.Topic;
                return !text.IsEmpty;
            case MappingOrigin.Header:
                return _record.Headers.TryFind(field.Bytes, out text);
            case MappingOrigin.Time:
                var isKnown = _record.AppendedAt > 0 & Utf8Formatter.TryFormat(_record.AppendedAt, _scratch, out var length);
                text = _scratch[..length];
                return isKnown;
            default:
                text = field.Bytes;
                return true;
        }
    }

    public bool Meets(ValueCondition condition)
    {
        var isThere = TryText(condition.Field, out var text);
        if (condition.Values is not { } values)
        {
            return isThere == condition.IsPresent;
        }

        return isThere && IsOneOf(values, text);
    }

    /// <summary>Finds what stands between the points of a topic's name; nothing where it has not so many.</summary>
    private static ReadOnlySpan<byte> PartOf(ReadOnlySpan<byte> topic, int part)
    {
        for (; part > 0; part--)
        {
            var point = topic.IndexOf((byte)'.');
            topic = point < 0 ? default : topic[(point + 1)..];
        }

        var end = topic.IndexOf((byte)'.');
        return end < 0 ? topic : topic[..end];
    }

    private static bool IsOneOf(byte[][] values, ReadOnlySpan<byte> text)
    {
        foreach (var value in values)
        {
            if (text.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a text with escapes; one that is longer than any symbol or name may be is taken for not there.</summary>
    private bool TryUnescape(JsonSlot slot, ReadOnlySpan<byte> json, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (slot.Length > _scratch.Length)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json.Slice(slot.Start - 1, slot.Length + 2));
        reader.Read();
        text = _scratch[..reader.CopyString(_scratch)];
        return true;
    }
}
