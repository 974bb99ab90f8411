namespace MarketGateway.Core.Mapping;

/// <summary>What a record says of one order; the names of schemas/sources.</summary>
internal enum OrderAction
{
    /// <summary>It is new.</summary>
    Add = 0,

    /// <summary>It has another size, and maybe another price.</summary>
    Modify,

    /// <summary>Another stands in its place: of another id, size and price, on the same side.</summary>
    Replace,

    /// <summary>Its size has become smaller.</summary>
    Reduce,

    /// <summary>So much of it was traded.</summary>
    Execute,

    /// <summary>It is gone.</summary>
    Remove,

    /// <summary>All orders of the symbol are gone: the book begins anew.</summary>
    Clear,
}
