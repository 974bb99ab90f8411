namespace MarketGateway.Core.Mapping;

/// <summary>A field of a mapping: where its value is found in a record. Immutable.</summary>
/// <param name="Text">The path as the mapping writes it, for messages.</param>
/// <param name="Origin">Where the path begins.</param>
/// <param name="Slot">Which slot of its scope the scan of the value fills; -1 for what is not in the value.</param>
/// <param name="Bytes">The constant's text, or the header's name, in UTF-8; of a part of the topic's name: its place.</param>
internal sealed record MappingField(string Text, MappingOrigin Origin, int Slot, byte[] Bytes)
{
    public override string ToString() => Text;
}
