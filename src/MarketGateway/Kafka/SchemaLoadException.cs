namespace MarketGateway.Kafka;

/// <summary>A schema could not be fetched; trying again later may help.</summary>
public sealed class SchemaLoadException : Exception
{
    public SchemaLoadException()
    {
    }

    public SchemaLoadException(string message)
        : base(message)
    {
    }

    public SchemaLoadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
