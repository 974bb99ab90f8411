namespace MarketGateway.Core.Mapping;

/// <summary>How a symbol is made of fields and constant text: <c>{exchange}:{symbol}</c>. Immutable.</summary>
/// <param name="Text">The template as the mapping writes it.</param>
/// <param name="Parts">Its parts, in order; a constant is a field of that origin.</param>
internal sealed record SymbolTemplate(string Text, MappingField[] Parts)
{
    public override string ToString() => Text;
}
