namespace MarketGateway.Core.Schemas;

/// <summary>A schema is none, or describes what is not read; the message says what.</summary>
public sealed class SchemaException : Exception
{
    public SchemaException()
    {
    }

    public SchemaException(string message)
        : base(message)
    {
    }

    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
