namespace MarketGateway.Core.Mapping;

/// <summary>
/// The rules for one kind of element, and the paths that they and their conditions ask for. Built by the parser, then
/// read by every decoder.
/// </summary>
internal sealed class MappingScope(int number)
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>Gets its number within its mapping: where a decoder keeps its slots.</summary>
    public int Number => number;

    public PathNode Paths { get; } = new();

    public int SlotCount => _slots.Count;

    /// <summary>Gets the rules, in the order in which they are tried.</summary>
    public MappingRule[] Rules { get; set; } = [];

    /// <summary>Finds or makes the slot of a path.</summary>
    public int SlotOf(MappingPath path)
    {
        if (!_slots.TryGetValue(path.Text, out var slot))
        {
            slot = _slots[path.Text] = _slots.Count;
            var node = path.Walk(Paths);
            if (node.Slot >= 0)
            {
                return _slots[path.Text] = node.Slot;
            }

            node.Slot = slot;
        }

        return slot;
    }
}
