namespace MarketGateway.Core.Schemas;

/// <summary>A type of message, as the walk over a value needs it. Complete when its schema is; then read only.</summary>
internal sealed class ProtoMessage
{
    /// <summary>Fields with smaller numbers, which are nearly all, are found without a search.</summary>
    private const int DirectMax = 256;

    private int[] _places = [];
    private ProtoField[] _inOrder = [];

    public ProtoShape Shape { get; set; }

    public List<ProtoField> Fields { get; } = [];

    /// <summary>Gets the fields by their numbers, as writers have them.</summary>
    public ReadOnlySpan<ProtoField> InOrder => _inOrder;

    /// <summary>Has fields found by number; to be called when all are there.</summary>
    public void Complete()
    {
        if (Shape == ProtoShape.Object)
        {
            Fields.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        }

        _inOrder = [.. Fields];
        _places = new int[DirectMax];
        Array.Fill(_places, -1);
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Number < DirectMax)
            {
                _places[Fields[i].Number] = i;
            }
        }
    }

    /// <summary>Finds the place of a field; -1 for one that the schema does not know.</summary>
    public int Find(ulong number)
    {
        if (number < DirectMax)
        {
            return _places[(int)number];
        }

        for (var i = 0; i < Fields.Count; i++)
        {
            if ((ulong)Fields[i].Number == number)
            {
                return i;
            }
        }

        return -1;
    }
}
