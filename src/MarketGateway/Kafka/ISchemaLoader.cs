namespace MarketGateway.Kafka;

/// <summary>Fetches schemas by number.</summary>
internal interface ISchemaLoader
{
    /// <summary>Gets what it is, for messages.</summary>
    string Name { get; }

    /// <summary>Fetches one; null when there is none of that number.</summary>
    /// <exception cref="SchemaLoadException">It cannot be told at present.</exception>
    Task<LoadedSchema?> LoadAsync(int id, CancellationToken cancellation);
}
