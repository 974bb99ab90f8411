namespace MarketGateway.Core.Mapping;

/// <summary>A mapping is wrong; the message names every place, what stands there and what would be right.</summary>
public sealed class MappingException : Exception
{
    public MappingException()
    {
    }

    public MappingException(string message)
        : base(message)
    {
    }

    public MappingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public MappingException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>Gets what is wrong, one sentence or two each.</summary>
    public IReadOnlyList<string> Faults { get; } = [];
}
